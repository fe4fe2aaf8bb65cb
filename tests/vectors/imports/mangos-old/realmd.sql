-- phpMyAdmin SQL Dump
-- version 4.9.5deb2
-- https://www.phpmyadmin.net/
--
-- Host: localhost:3306

SET SQL_MODE = "NO_AUTO_VALUE_ON_ZERO";
SET AUTOCOMMIT = 0;
START TRANSACTION;
SET time_zone = "+00:00";

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET NAMES utf8mb4 */;

--
-- Database: `realmd`
--

-- --------------------------------------------------------

--
-- Table structure for table `account`
--

CREATE TABLE `account` (
  `id` int(11) UNSIGNED NOT NULL COMMENT 'Identifier',
  `username` varchar(32) NOT NULL DEFAULT '',
  `sha_pass_hash` varchar(40) NOT NULL DEFAULT '',
  `gmlevel` tinyint(3) UNSIGNED NOT NULL DEFAULT '0',
  `sessionkey` longtext,
  `v` longtext,
  `s` longtext,
  `email` text,
  `joindate` timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
  `last_ip` varchar(30) NOT NULL DEFAULT '0.0.0.0',
  `failed_logins` int(11) UNSIGNED NOT NULL DEFAULT '0',
  `locked` tinyint(3) UNSIGNED NOT NULL DEFAULT '0',
  `last_login` timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',
  `active_realm_id` int(11) UNSIGNED NOT NULL DEFAULT '0',
  `expansion` tinyint(3) UNSIGNED NOT NULL DEFAULT '0',
  `mutetime` bigint(40) UNSIGNED NOT NULL DEFAULT '0',
  `locale` tinyint(3) UNSIGNED NOT NULL DEFAULT '0'
) ENGINE=MyISAM DEFAULT CHARSET=utf8 COMMENT='Account System' ROW_FORMAT=DYNAMIC;

--
-- Dumping data for table `account`
--

INSERT INTO `account` (`id`, `username`, `sha_pass_hash`, `gmlevel`, `sessionkey`, `v`, `s`, `email`, `joindate`, `last_ip`, `failed_logins`, `locked`, `last_login`, `active_realm_id`, `expansion`, `mutetime`, `locale`) VALUES
(1, 'ADMINISTRATOR', 'a34b29541b87b7e4823683ce6c7bf6ae68beaaac', 3, '', '0', '0', '', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '0000-00-00 00:00:00', 0, 0, 0, 0),
(2, 'PLAYER', '3CE8A96D17C5AE88A30681024E86279F1A38C041', 0, '', '0', '0', '', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '0000-00-00 00:00:00', 0, 0, 0, 0),
(3, 'OLDSRP', '', 0, '', '2C29B1764B3B89E89A677F55068042E67220FEA9BBAF27E3E1590F38847F0554', '986F8C11EEDF504BFEA2FAD45A7D6986D1EA45E7A8125DE4DC301EC9A59E9D41', 'twin@example.org', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '2020-01-01 00:00:00', 0, 0, 0, 0),
(4, 'BOTH', '6c72bfa63269095778430d983e1cb4a334510de6', 0, '', '78D70F65DBB876E5B0F4D527BE6F15288E271A1F50C34197115EFF86B2891B95', 'F7E850B56812661E93F0580C0BD99F98B405B3708EAAB8B0D2C3FCBBA8236113', 'Twin@example.org', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '2021-01-01 00:00:00', 0, 0, 0, 0),
(5, 'NOTHING', '0', 0, '', '0', '0', '', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '0000-00-00 00:00:00', 0, 0, 0, 0),
(6, 'BANNED', 'fe3243072fddf4625339510c8b8071ce78fcf686', 0, '', '0', '0', '', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '0000-00-00 00:00:00', 0, 0, 0, 0),
(7, 'O''NEIL', 'fe3ccd8522c7b849a8d9cc6fd821a653226b2228', 0, '', '0', '0', '', '2006-04-25 10:18:56', '127.0.0.1', 0, 0, '0000-00-00 00:00:00', 0, 0, 0, 0);

-- --------------------------------------------------------

CREATE TABLE `account_banned` (
  `id` int(11) NOT NULL DEFAULT '0' COMMENT 'Account id',
  `bandate` bigint(40) NOT NULL DEFAULT '0',
  `unbandate` bigint(40) NOT NULL DEFAULT '0',
  `bannedby` varchar(50) NOT NULL,
  `banreason` varchar(255) NOT NULL,
  `active` tinyint(4) NOT NULL DEFAULT '1'
) ENGINE=MyISAM DEFAULT CHARSET=utf8 COMMENT='Ban List';

INSERT INTO `account_banned` (`id`, `bandate`, `unbandate`, `bannedby`, `banreason`, `active`) VALUES
(6, 1300000000, 1300000000, 'Console', 'Cheating; (a, b)', 1),
(7, 1300000000, 0, 'Console', 'an end that is none', 1);

CREATE TABLE `ip_banned` (
  `ip` varchar(32) NOT NULL DEFAULT '0.0.0.0',
  `bandate` bigint(40) NOT NULL,
  `unbandate` bigint(40) NOT NULL,
  `bannedby` varchar(50) NOT NULL DEFAULT '[Console]',
  `banreason` varchar(255) NOT NULL DEFAULT 'no reason'
) ENGINE=MyISAM DEFAULT CHARSET=utf8 COMMENT='Banned IPs';

--
-- Indexes for dumped tables
--
ALTER TABLE `account`
  ADD PRIMARY KEY (`id`),
  ADD UNIQUE KEY `idx_username` (`username`);
COMMIT;
