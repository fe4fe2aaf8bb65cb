var COMMON_WORDS=Object.freeze(`123456 password 123456789 12345678 12345 qwerty 1234567 111111 123123 abc123 1234567890 \
iloveyou admin welcome
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
correct staple battery`.split(/\s+/)),KEYBOARD_ROWS=Object.freeze(["1234567890","qwertyuiop","asdfghjkl","zxcvbnm","qwer\
tzuiop","azertyuiop"]);var GUESSES_PER_SECOND=1e4,LEVELS=[{bits:0,label:"Very weak"},{bits:27,label:"Weak"},{bits:36,label:"Fair"},{bits:46,label:"\
Good"},{bits:58,label:"Strong"}];function estimateStrength(password,own=[]){let bits=cheapestBits([...password],ownWords(
own)),level=LEVELS.findLastIndex(step=>bits>=step.bits);return{level,label:LEVELS[level]?.label??"",seconds:2**bits/2/GUESSES_PER_SECOND}}
function ownWords(own){let parts=own.flatMap(text=>[text,...text.split(/[^\p{L}\p{N}]+/u)]);return new Set(parts.map(plain).
filter(part=>part.length>=3))}function cheapestBits(letters,own){let best=[0];for(let end=1;end<=letters.length;end+=1){
best[end]=1/0;for(let start=Math.max(0,end-24);start<end;start+=1){let bits=(best[start]??0)+pieceBits(letters.slice(start,
end),own);best[end]=Math.min(best[end]??bits,bits)}}return best[letters.length]??0}function pieceBits(piece,own){let text=piece.
join(""),word=plain(text),twist=word===text?0:2,rank=COMMON_WORDS.indexOf(word);return own.has(word)?2+twist:rank>=0?Math.
log2(rank+2)+twist:/^(19|20)\d\d$/.test(text)?6:piece.length>=3&&isRun(piece)?5+Math.log2(piece.length):piece.length>=3&&
piece.every(letter=>letter===piece[0])?letterBits(text)+Math.log2(piece.length):piece.length===1?letterBits(text):1/0}function isRun(piece){
let text=piece.join("").toLowerCase();if(KEYBOARD_ROWS.some(row=>row.includes(text)||[...row].reverse().join("").includes(
text)))return!0;let step=(piece[1]?.codePointAt(0)??0)-(piece[0]?.codePointAt(0)??0);return Math.abs(step)!==1?!1:piece.
every((letter,at)=>at===0||letter.codePointAt(0)===(piece[at-1]?.codePointAt(0)??0)+step)}function letterBits(letter){return/^\d/.
test(letter)?Math.log2(10):/^[a-z]/.test(letter)?Math.log2(26):/^[A-Z]/.test(letter)?Math.log2(52):/^[\x20-\x7e]/.test(letter)?
Math.log2(95):Math.log2(200)}function plain(text){let letters={0:"o",1:"i",3:"e",4:"a",5:"s",7:"t","@":"a",$:"s","!":"i"},
lower=text.toLowerCase();return/\p{L}/u.test(lower)?lower.replace(/[013457@$!]/g,sign=>letters[sign]??sign):lower}export{estimateStrength};
