--
-- PostgreSQL database dump
--

\restrict 8NMODftEsNFswZPlOsFGyDCaGfAtkDjrhwF9zpQJEs9MzOle7HdHYZJjHWatFdN

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

--
-- Name: auth; Type: SCHEMA; Schema: -; Owner: gatehouse
--

CREATE SCHEMA auth;


ALTER SCHEMA auth OWNER TO gatehouse;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: identities; Type: TABLE; Schema: auth; Owner: gatehouse
--

CREATE TABLE auth.identities (
    provider_id text NOT NULL,
    user_id uuid NOT NULL,
    identity_data jsonb NOT NULL,
    provider text NOT NULL,
    last_sign_in_at timestamp with time zone,
    id uuid DEFAULT gen_random_uuid() NOT NULL
);


ALTER TABLE auth.identities OWNER TO gatehouse;

--
-- Name: mfa_factors; Type: TABLE; Schema: auth; Owner: gatehouse
--

CREATE TABLE auth.mfa_factors (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    friendly_name text,
    factor_type text NOT NULL,
    status text NOT NULL,
    secret text
);


ALTER TABLE auth.mfa_factors OWNER TO gatehouse;

--
-- Name: users; Type: TABLE; Schema: auth; Owner: gatehouse
--

CREATE TABLE auth.users (
    instance_id uuid,
    id uuid NOT NULL,
    aud character varying(255),
    role character varying(255),
    email character varying(255),
    encrypted_password character varying(255),
    email_confirmed_at timestamp with time zone,
    invited_at timestamp with time zone,
    confirmation_token character varying(255),
    last_sign_in_at timestamp with time zone,
    raw_app_meta_data jsonb,
    raw_user_meta_data jsonb,
    is_super_admin boolean,
    created_at timestamp with time zone,
    updated_at timestamp with time zone,
    phone text,
    phone_confirmed_at timestamp with time zone,
    confirmed_at timestamp with time zone GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    banned_until timestamp with time zone,
    is_sso_user boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    is_anonymous boolean DEFAULT false NOT NULL
);


ALTER TABLE auth.users OWNER TO gatehouse;

--
-- Name: users; Type: TABLE; Schema: public; Owner: gatehouse
--

CREATE TABLE public.users (
    id integer NOT NULL,
    email text,
    nick text
);


ALTER TABLE public.users OWNER TO gatehouse;

--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: gatehouse
--

CREATE SEQUENCE public.users_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


ALTER TABLE public.users_id_seq OWNER TO gatehouse;

--
-- Name: users_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: gatehouse
--

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;


--
-- Name: users id; Type: DEFAULT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);


--
-- Data for Name: identities; Type: TABLE DATA; Schema: auth; Owner: gatehouse
--

INSERT INTO auth.identities VALUES ('1', '9a8b7c09-aaaa-4bbb-8ccc-ddddeeeeff09', '{}', 'google', NULL, '9a8b7c91-aaaa-4bbb-8ccc-ddddeeeeff91');
INSERT INTO auth.identities VALUES ('2', '9a8b7c09-aaaa-4bbb-8ccc-ddddeeeeff09', '{}', 'email', NULL, '9a8b7c92-aaaa-4bbb-8ccc-ddddeeeeff92');


--
-- Data for Name: mfa_factors; Type: TABLE DATA; Schema: auth; Owner: gatehouse
--

INSERT INTO auth.mfa_factors VALUES ('9a8b7c93-aaaa-4bbb-8ccc-ddddeeeeff93', '9a8b7c09-aaaa-4bbb-8ccc-ddddeeeeff09', NULL, 'totp', 'verified', 'X');
INSERT INTO auth.mfa_factors VALUES ('9a8b7c94-aaaa-4bbb-8ccc-ddddeeeeff94', '9a8b7c01-aaaa-4bbb-8ccc-ddddeeeeff01', NULL, 'totp', 'unverified', 'X');


--
-- Data for Name: users; Type: TABLE DATA; Schema: auth; Owner: gatehouse
--

INSERT INTO auth.users VALUES (NULL, '9a8b7c01-aaaa-4bbb-8ccc-ddddeeeeff01', 'authenticated', 'authenticated', 'ana@example.org', '$2a$10$acWeHdJ4EBWi04aGHVt4XuuIfH3FKe7EVptUdJUWEE8H3cOMIp2f2', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c02-aaaa-4bbb-8ccc-ddddeeeeff02', 'authenticated', 'authenticated', 'ben@example.org', '$argon2id$v=19$m=19456,t=2,p=1$Zzc5Y2I2Y3dSc2FXcXhqTA$qLBjIPThXpUmXUABpMAoz9UWjILFHao+Bu9zOg6n1+k', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c03-aaaa-4bbb-8ccc-ddddeeeeff03', 'authenticated', 'authenticated', 'cia@example.org', '$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=9HaTyQQDF6SRsTOz260wpms1YBqY2TZirdouPm4GO7VUm6uMQlKpoEPvNkwxlPIIRS2kNvaXkmTx3qKtobvmiw==$TgdAhWK+24tgzg==$78tlZkAkaVRQzP0S2YfADXCTqUOtvakm/s2l/nJ5fSIY2H5yQ4rfQRzJYAWpOImlI2csfEEuxCyXvMHkvJuutg==', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c04-aaaa-4bbb-8ccc-ddddeeeeff04', 'authenticated', 'authenticated', 'dan@example.org', '$2a$04$vLs6Zqo9lEU4Ph6lERFBlu3lT8G2VnozO.jT6FE.lF7yxt4Cn.VM.', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, '2027-06-07 08:09:10+00', false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c05-aaaa-4bbb-8ccc-ddddeeeeff05', 'authenticated', 'authenticated', 'eli@example.org', '$2a$04$8sjtUOBYGOblx6qUqdro1uL4WL9Uh.LgVOs7F5Rgv6vJF/HwnApaC', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, '2024-06-07 08:09:10+00', false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c06-aaaa-4bbb-8ccc-ddddeeeeff06', 'authenticated', 'authenticated', 'fin@example.org', '$2a$04$M/DlgTkXXMavi2MvM2HcFu9GyJDXl997Pd4Yx8kwXvdimn.N4jbQK', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, '2025-01-01 00:00:00+00', false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c07-aaaa-4bbb-8ccc-ddddeeeeff07', 'authenticated', 'authenticated', NULL, '', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, NULL, true);
INSERT INTO auth.users VALUES (NULL, '9a8b7c08-aaaa-4bbb-8ccc-ddddeeeeff08', 'authenticated', 'authenticated', 'gus@example.org', '', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01 00:00:00+00', NULL, '491700000000', NULL, DEFAULT, NULL, false, NULL, false);
INSERT INTO auth.users VALUES (NULL, '9a8b7c09-aaaa-4bbb-8ccc-ddddeeeeff09', 'authenticated', 'authenticated', 'hana@example.org', '$2a$04$YuWIOs7NIJbaLP66mvGsNuaHoqWdbtnzDEkI4v9PbXu9IYYMzsA7G', '2024-02-03 04:05:06+00', NULL, NULL, NULL, NULL, NULL, true, '2024-01-01 00:00:00+00', NULL, NULL, NULL, DEFAULT, NULL, false, NULL, false);


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: gatehouse
--

INSERT INTO public.users VALUES (1, 'decoy@example.org', 'decoy');
INSERT INTO public.users VALUES (2, 'decoy2@example.org', NULL);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: gatehouse
--

SELECT pg_catalog.setval('public.users_id_seq', 2, true);


--
-- Name: identities identities_pkey; Type: CONSTRAINT; Schema: auth; Owner: gatehouse
--

ALTER TABLE ONLY auth.identities
    ADD CONSTRAINT identities_pkey PRIMARY KEY (id);


--
-- Name: mfa_factors mfa_factors_pkey; Type: CONSTRAINT; Schema: auth; Owner: gatehouse
--

ALTER TABLE ONLY auth.mfa_factors
    ADD CONSTRAINT mfa_factors_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: auth; Owner: gatehouse
--

ALTER TABLE ONLY auth.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: gatehouse
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- PostgreSQL database dump complete
--

\unrestrict 8NMODftEsNFswZPlOsFGyDCaGfAtkDjrhwF9zpQJEs9MzOle7HdHYZJjHWatFdN

