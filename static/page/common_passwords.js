// @ts-check

/** What is tried first, the likeliest first. Lower case; kept short, because every visitor downloads it. */
export const COMMON_WORDS = Object.freeze(
  `123456 password 123456789 12345678 12345 qwerty 1234567 111111 123123 abc123 1234567890 iloveyou admin welcome
letmein monkey dragon football baseball princess sunshine master shadow superman batman trustno 654321 666666 696969
000000 121212 112233 123321 987654321 555555 777777 888888 999999 qwertyuiop asdfgh asdfghjkl zxcvbn zxcvbnm qazwsx
login passwort passw starwars pokemon minecraft fortnite roblox hello freedom whatever ninja killer hunter ranger
soccer hockey michael jordan jennifer thomas robert daniel jessica ashley charlie andrew michelle joshua matthew
summer winter spring autumn secret access computer internet google samsung cheese cookie chocolate banana orange apple
purple yellow green black white silver golden diamond ginger pepper flower lovely angel heaven jesus buster tigger
maggie bailey george harley thunder phoenix falcon eagle tiger lion wolf bear horse mustang corvette ferrari mercedes
porsche yamaha honda gaming player gamer knight warrior wizard mage hero legend castle sword shield magic fire storm
star moon night light dark death blood demon devil ghost skull king queen prince lord god boss love family mother
father friend forever always never music guitar rock metal party happy lucky peace power money dollar test testing
guest user root pass changeme default demo sample temp server system game gate house gatehouse account online world
correct staple battery`.split(/\s+/),
);

/** Rows as the fingers find them, on the common layouts. */
export const KEYBOARD_ROWS = Object.freeze([
  "1234567890",
  "qwertyuiop",
  "asdfghjkl",
  "zxcvbnm",
  "qwertzuiop",
  "azertyuiop",
]);
