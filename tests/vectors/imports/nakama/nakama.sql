--
-- PostgreSQL database dump
--

\restrict SbL6UGqmBFrS5sP5lQfygg0j0IHirway2jEQcsSYfy9jFh5QmmSrs03NiSSgJpy

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: user_device; Type: TABLE; Schema: public; Owner: gatehouse
--

CREATE TABLE public.user_device (
    id character varying(128) NOT NULL,
    user_id uuid NOT NULL
);


ALTER TABLE public.user_device OWNER TO gatehouse;

--
-- Name: users; Type: TABLE; Schema: public; Owner: gatehouse
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    username character varying(128) NOT NULL,
    display_name character varying(255),
    avatar_url character varying(512),
    lang_tag character varying(18) DEFAULT 'en'::character varying,
    location character varying(255),
    timezone character varying(255),
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    wallet jsonb DEFAULT '{}'::jsonb NOT NULL,
    email character varying(255),
    password bytea,
    facebook_id character varying(128),
    google_id character varying(128),
    gamecenter_id character varying(128),
    steam_id character varying(128),
    custom_id character varying(128),
    edge_count integer DEFAULT 0 NOT NULL,
    create_time timestamp with time zone DEFAULT now() NOT NULL,
    update_time timestamp with time zone DEFAULT now() NOT NULL,
    verify_time timestamp with time zone DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
    disable_time timestamp with time zone DEFAULT '1970-01-01 00:00:00+00'::timestamp with time zone NOT NULL,
    facebook_instant_game_id character varying(128),
    apple_id character varying(128)
);


ALTER TABLE public.users OWNER TO gatehouse;

--
-- Data for Name: user_device; Type: TABLE DATA; Schema: public; Owner: gatehouse
--

COPY public.user_device (id, user_id) FROM stdin;
device-6	6f0c2d06-1111-4222-8333-444455556606
device-1a	6f0c2d01-1111-4222-8333-444455556601
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: gatehouse
--

COPY public.users (id, username, display_name, avatar_url, lang_tag, location, timezone, metadata, wallet, email, password, facebook_id, google_id, gamecenter_id, steam_id, custom_id, edge_count, create_time, update_time, verify_time, disable_time, facebook_instant_game_id, apple_id) FROM stdin;
00000000-0000-0000-0000-000000000000		\N	\N	en	\N	\N	{}	{}	\N	\N	\N	\N	\N	\N	\N	0	2026-11-28 22:22:13.164111+00	2026-11-28 22:22:13.164111+00	1970-01-01 00:00:00+00	1970-01-01 00:00:00+00	\N	\N
6f0c2d01-1111-4222-8333-444455556601	vega	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	vega@example.org	\\x2432612431332467366e4873464b47304d4554472e6c445075522e3375784d545851442f35352f744b7a374478346f72474e766e4b414b6957754157	\N	\N	\N	\N	\N	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.177177+00	1970-01-01 00:00:00+00	1970-01-01 00:00:00+00	\N	\N
6f0c2d02-1111-4222-8333-444455556602	Rigel.Star	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	rigel@example.org	\\x243261243034243539416a496764692e632e724d4e7775336a716f427575455150437674426c5668434f6a70713047734c42306b766c616a7a534a69	\N	\N	\N	\N	\N	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.17759+00	2024-05-06 05:08:09+00	1970-01-01 00:00:00+00	\N	\N
6f0c2d03-1111-4222-8333-444455556603	QnTLbGhkWv	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	\N	\N	\N	\N	\N	76561198000000001	\N	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.177747+00	1970-01-01 00:00:00+00	1970-01-01 00:00:00+00	\N	\N
6f0c2d04-1111-4222-8333-444455556604	NfPwQzRtYu	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	\N	\N	\N	\N	\N	\N	custom-4	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.177872+00	1970-01-01 00:00:00+00	1970-01-01 00:00:00+00	\N	\N
6f0c2d05-1111-4222-8333-444455556605	altair	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	altair@example.org	\\x243261243034246550696c5a32424732707630657a5842753664764e7551464c75364c6545615a33347548367942323170353648665063327a306747	\N	\N	\N	\N	\N	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.177999+00	1970-01-01 00:00:00+00	2025-01-02 03:04:05+00	\N	\N
6f0c2d06-1111-4222-8333-444455556606	dev_only	it's\t\\\n	\N	en	\N	\N	{"a": "tab\\\\there"}	{}	\N	\N	\N	\N	\N	\N	\N	0	2024-01-02 03:04:05+00	2026-11-28 22:22:13.180018+00	1970-01-01 00:00:00+00	1970-01-01 00:00:00+00	\N	\N
\.


--
-- Name: user_device user_device_pkey; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.user_device
    ADD CONSTRAINT user_device_pkey PRIMARY KEY (id);


--
-- Name: users users_apple_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_apple_id_key UNIQUE (apple_id);


--
-- Name: users users_custom_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_custom_id_key UNIQUE (custom_id);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_facebook_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_facebook_id_key UNIQUE (facebook_id);


--
-- Name: users users_facebook_instant_game_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_facebook_instant_game_id_key UNIQUE (facebook_instant_game_id);


--
-- Name: users users_gamecenter_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_gamecenter_id_key UNIQUE (gamecenter_id);


--
-- Name: users users_google_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_google_id_key UNIQUE (google_id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: users users_steam_id_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_steam_id_key UNIQUE (steam_id);


--
-- Name: users users_username_key; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_username_key UNIQUE (username);


--
-- Name: user_device user_device_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.user_device
    ADD CONSTRAINT user_device_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- PostgreSQL database dump complete
--

\unrestrict SbL6UGqmBFrS5sP5lQfygg0j0IHirway2jEQcsSYfy9jFh5QmmSrs03NiSSgJpy

