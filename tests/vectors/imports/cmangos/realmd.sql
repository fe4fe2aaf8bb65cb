/*M!999999\- enable the sandbox mode */ 
-- MariaDB dump 10.19  Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)
--
-- Host: 127.0.0.1    Database: imp_cm
-- ------------------------------------------------------
-- Server version	10.11.19-MariaDB-0+deb12u1

/*!40101 SET @OLD_CHARACTER_SET_CLIENT=@@CHARACTER_SET_CLIENT */;
/*!40101 SET @OLD_CHARACTER_SET_RESULTS=@@CHARACTER_SET_RESULTS */;
/*!40101 SET @OLD_COLLATION_CONNECTION=@@COLLATION_CONNECTION */;
/*!40101 SET NAMES utf8mb4 */;
/*!40103 SET @OLD_TIME_ZONE=@@TIME_ZONE */;
/*!40103 SET TIME_ZONE='+00:00' */;
/*!40014 SET @OLD_UNIQUE_CHECKS=@@UNIQUE_CHECKS, UNIQUE_CHECKS=0 */;
/*!40014 SET @OLD_FOREIGN_KEY_CHECKS=@@FOREIGN_KEY_CHECKS, FOREIGN_KEY_CHECKS=0 */;
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */;
/*!40111 SET @OLD_SQL_NOTES=@@SQL_NOTES, SQL_NOTES=0 */;

--
-- Table structure for table `account`
--

DROP TABLE IF EXISTS `account`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `account` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `username` varchar(32) NOT NULL DEFAULT '',
  `gmlevel` tinyint(3) unsigned NOT NULL DEFAULT 0,
  `sessionkey` longtext DEFAULT NULL,
  `v` longtext DEFAULT NULL,
  `s` longtext DEFAULT NULL,
  `email` text DEFAULT NULL,
  `joindate` datetime NOT NULL DEFAULT current_timestamp(),
  `lockedIp` varchar(30) NOT NULL DEFAULT '0.0.0.0',
  `failed_logins` int(11) unsigned NOT NULL DEFAULT 0,
  `locked` tinyint(3) unsigned NOT NULL DEFAULT 0,
  `last_module` char(32) DEFAULT '',
  `module_day` mediumint(8) unsigned NOT NULL DEFAULT 0,
  `active_realm_id` int(11) unsigned NOT NULL DEFAULT 0,
  `expansion` tinyint(3) unsigned NOT NULL DEFAULT 0,
  `mutetime` bigint(40) unsigned NOT NULL DEFAULT 0,
  `locale` varchar(4) NOT NULL DEFAULT '',
  `os` varchar(4) NOT NULL DEFAULT '0',
  `platform` varchar(4) NOT NULL DEFAULT '0',
  `token` text DEFAULT NULL,
  `flags` int(10) unsigned NOT NULL DEFAULT 0,
  PRIMARY KEY (`id`),
  UNIQUE KEY `idx_username` (`username`)
) ENGINE=InnoDB AUTO_INCREMENT=12 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci COMMENT='Account System';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `account`
--

LOCK TABLES `account` WRITE;
/*!40000 ALTER TABLE `account` DISABLE KEYS */;
INSERT INTO `account` VALUES
(1,'ROGUE',0,NULL,'5CD0701BBFFEB233785EDC97F683D171F0118A75671E78534C73D73540B39A1C','BF372617F0BAEF3A86F0CE2EA6EC39C1C15521B1B3DCA50A9DAA37E51B591D75','rogue@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(2,'MAGE',0,NULL,'8E00EB7DB41C9EA280075A84DAEA7334E60C873C969302F2C24E86135E4713','8DBBBCA18BC2DB0E63571E05F5C0FC1F3EAFCF2162550BA77D8078455DD0F901','mage@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(3,'PRIEST',0,NULL,'5924888D1F223EFA219DAC70BA3E0FAE15E7FE3ACBF22549C5E108B94DADA598','88139CDC215DF3CD0645EA5080977CEB1B7B507FB32BE8EEAF9CC600339D','priest@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(4,'ŻÓŁW',0,NULL,'250CDA2DCB0FCD23CF1B7CD1A4B7DFB15D79C4C82E166309BF953B497F8909FB','96F134F956E51AF5C607987C780B60756DEDA758EF02D98FA4A6535B3F4FB043','','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(5,'BANEQUAL',0,NULL,'369D0C37B7FA2560FBDFDA03AC187A7F9965D372CD2E3CCD9BB7FDD6F924E5DD','EDB1BDC5B136D1AD0DF7AC98335D54B721411B961A6E5640CEA169E64343C162','five@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(6,'BANZERO',0,NULL,'06725E25F726DA8B15AD013D8D122107FAA18CC53E70B45869F0B8DA2736FB20','E59DFCE18B70D47A202C691A728768DC7CADDF4F423B2DB33628CBAC240104B3','six@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(7,'BANTILL',0,NULL,'5C4D06FF92D4AA3F8345CACB764059EA0C3C8FA46B13B49E17A8B9DDAD616376','8A9104385E5C9222B4324DF441BC68C31B3AD86BC8FBF7140D00BAFD6168D6CA','seven@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(8,'WASBANNED',0,NULL,'7D0394C6711AC09C258C068279F3D47D3287EE747945CF1D76A26A4CED522C0C','CEFC4A692580132A1712462D38E98ED371E237EC20FD9AE06B3013B96CCD33D2','eight@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(9,'BOSS',3,NULL,'26FAE978A6B419CBAE631B789A9BDB2807E13D546B6C9F6678D52115BB7CF073','FB3D452A38D76BD9E880EC07AB06E683046555202584F0582C01A14BB9B3A3D1','boss@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','','JBSWY3DPEHPK3PXP',0),
(10,'NEVER',0,NULL,'0','0','never@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0),
(11,'BROKEN',0,NULL,'XYZ','12','broken@example.org','2021-03-04 05:06:07','0.0.0.0',0,0,'',0,1,0,0,'','','',NULL,0);
/*!40000 ALTER TABLE `account` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `account_banned`
--

DROP TABLE IF EXISTS `account_banned`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `account_banned` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `account_id` int(11) unsigned NOT NULL,
  `banned_at` bigint(40) NOT NULL DEFAULT 0,
  `expires_at` bigint(40) NOT NULL DEFAULT 0,
  `banned_by` varchar(50) NOT NULL,
  `unbanned_at` bigint(40) NOT NULL DEFAULT 0,
  `unbanned_by` varchar(50) DEFAULT NULL,
  `reason` varchar(255) NOT NULL,
  `active` tinyint(4) NOT NULL DEFAULT 1,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci COMMENT='Ban List';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `account_banned`
--

LOCK TABLES `account_banned` WRITE;
/*!40000 ALTER TABLE `account_banned` DISABLE KEYS */;
INSERT INTO `account_banned` VALUES
(1,5,1700000000,1700000000,'GM',0,NULL,'Botting',1),
(2,6,1700000000,0,'GM',0,NULL,'Gold selling',1),
(3,7,1700000000,1804032000,'GM',0,NULL,'It\'s over',1),
(4,8,1700000000,0,'GM',1700000100,'GM','by mistake',0),
(5,8,1600000000,1600003600,'GM',0,NULL,'an hour',1),
(6,4711,1700000000,0,'GM',0,NULL,'nobody',1);
/*!40000 ALTER TABLE `account_banned` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `account_logons`
--

DROP TABLE IF EXISTS `account_logons`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `account_logons` (
  `id` int(11) unsigned NOT NULL AUTO_INCREMENT,
  `accountId` int(11) unsigned NOT NULL,
  `ip` varchar(30) NOT NULL,
  `loginTime` timestamp NOT NULL DEFAULT current_timestamp(),
  `loginSource` int(11) unsigned NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci;
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `account_logons`
--

LOCK TABLES `account_logons` WRITE;
/*!40000 ALTER TABLE `account_logons` DISABLE KEYS */;
/*!40000 ALTER TABLE `account_logons` ENABLE KEYS */;
UNLOCK TABLES;

--
-- Table structure for table `ip_banned`
--

DROP TABLE IF EXISTS `ip_banned`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
/*!40101 SET character_set_client = utf8mb4 */;
CREATE TABLE `ip_banned` (
  `ip` varchar(32) NOT NULL DEFAULT '0.0.0.0',
  `banned_at` bigint(40) NOT NULL,
  `expires_at` bigint(40) NOT NULL,
  `banned_by` varchar(50) NOT NULL DEFAULT '[Console]',
  `reason` varchar(255) NOT NULL DEFAULT 'no reason',
  PRIMARY KEY (`ip`,`banned_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb3 COLLATE=utf8mb3_general_ci COMMENT='Banned IPs';
/*!40101 SET character_set_client = @saved_cs_client */;

--
-- Dumping data for table `ip_banned`
--

LOCK TABLES `ip_banned` WRITE;
/*!40000 ALTER TABLE `ip_banned` DISABLE KEYS */;
INSERT INTO `ip_banned` VALUES
('127.0.0.1',1700000000,1700000000,'GM','a joke'),
('198.51.100.20',1700000000,0,'GM','flood'),
('198.51.100.21',1700000000,1804032000,'GM','flood');
/*!40000 ALTER TABLE `ip_banned` ENABLE KEYS */;
UNLOCK TABLES;
/*!40103 SET TIME_ZONE=@OLD_TIME_ZONE */;

/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
/*!40014 SET FOREIGN_KEY_CHECKS=@OLD_FOREIGN_KEY_CHECKS */;
/*!40014 SET UNIQUE_CHECKS=@OLD_UNIQUE_CHECKS */;
/*!40101 SET CHARACTER_SET_CLIENT=@OLD_CHARACTER_SET_CLIENT */;
/*!40101 SET CHARACTER_SET_RESULTS=@OLD_CHARACTER_SET_RESULTS */;
/*!40101 SET COLLATION_CONNECTION=@OLD_COLLATION_CONNECTION */;
/*!40111 SET SQL_NOTES=@OLD_SQL_NOTES */;

-- Dump completed on 2026-11-28 22:22:16
