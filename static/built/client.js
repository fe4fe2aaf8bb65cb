// @ts-self-types="./client.d.ts"
var machineClock={monotonicMs:()=>performance.now(),after(delayMs,run){let timer=setTimeout(run,delayMs);return()=>clearTimeout(
timer)}};function createBackOff(random){let attempt=0;return{next(){let wholeMs=Math.min(3e4,1e3*2**attempt);return attempt+=1,{attempt,
delayMs:Math.round(wholeMs/2+random()*wholeMs/2)}},reset(){attempt=0}}}function createCharacterCommands(request){return{async list(gameId){return(await request({type:"listCharacters",gameId})).
characters},async create(input){return(await request({type:"createCharacter",...input})).character},async delete({gameId,
characterId}){await request({type:"deleteCharacter",gameId,characterId})},select({gameId,characterId}){return request({type:"\
selectCharacter",gameId,characterId})}}}var CLOSE_MEANINGS=Object.freeze({1e3:"closed",1001:"server_stopping",1009:"message_too_large",4401:"session_ended",4403:"\
banned",4409:"signed_in_elsewhere",4429:"too_many_messages"});function endReason(text){return/^session ended: ([a-z_]+)$/.
exec(text)?.[1]??""}var CLOSED_ABNORMALLY=1006;function closeMeaning(code){return CLOSE_MEANINGS[code]??"lost"}function isFinalClose(code){
return code===4401||code===4403||code===4409}var GatehouseError=class extends Error{constructor(code,message,details={}){super(message,details.cause===void 0?void 0:
{cause:details.cause}),this.name="GatehouseError",this.code=code,this.status=details.status??null,this.errors=details.errors??
[],this.retryAfterSeconds=details.retryAfterSeconds??null,this.reason=details.reason??null,this.until=details.until??null,
this.methods=details.methods??[],this.challenge=details.challenge??null,this.expiresAt=details.expiresAt??null}},TOKEN_REFUSED=new Set(
["invalid_token","token_expired","wrong_token_type","account_deleting"]);function isTokenRefused(error){return error instanceof
GatehouseError&&TOKEN_REFUSED.has(error.code)}function parseProblem(body,answer={}){let text=[body.message,body.detail,body.
title].find(value=>typeof value=="string"&&value!==""),code=typeof body.code=="string"?body.code:"unexpected_answer";return new GatehouseError(
code,String(text??"The server refused without saying why"),{status:answer.status??null,errors:Array.isArray(body.errors)?
body.errors.filter(isFieldError):[],retryAfterSeconds:answer.retryAfterSeconds??asNumber(body.retryAfterSeconds),reason:typeof body.
reason=="string"?body.reason:null,until:asDate(body.until),methods:Array.isArray(body.methods)?body.methods.map(String):
[],challenge:typeof body.challenge=="string"?body.challenge:null,expiresAt:asDate(body.expiresAt)})}function isFieldError(value){
let{field,message}=value??{};return typeof field=="string"&&typeof message=="string"}function asNumber(value){return typeof value==
"number"&&Number.isFinite(value)?value:null}function asDate(value){let date=new Date(typeof value=="string"?value:NaN);return Number.
isNaN(date.getTime())?null:date}function createEvents(){let listeners=new Map;return{on(name,listener){let set=listeners.get(name)??new Set;return listeners.
set(name,set.add(listener)),()=>{set.delete(listener)}},emit(name,event){for(let listener of[...listeners.get(name)??[]])
try{listener(event)}catch(error){queueMicrotask(()=>{throw error})}}}}function createHttp({baseUrl,fetch,timeoutMs}){return async function(path,{method="GET",token,body}={}){let headers={accept:"\
application/json"};token!==void 0&&(headers.authorization=`Bearer ${token}`),body!==void 0&&(headers["content-type"]="ap\
plication/json");try{let response=await fetch(new URL(path,baseUrl),{method,headers,body:body===void 0?null:JSON.stringify(
body),cache:"no-store",redirect:"error",signal:AbortSignal.timeout(timeoutMs)});return await readAnswer(response)}catch(error){
throw asGatehouseError(error)}}}async function readAnswer(response){if(response.status===204)return{};let body=parseObject(
await response.text());if(response.ok&&body!==null)return body;throw parseProblem(body??codeOfStatus(response.status),{status:response.
status,retryAfterSeconds:parseRetryAfter(response.headers.get("retry-after"))})}function codeOfStatus(status){return{code:status===
429?"rate_limited":status>=502&&status<=504?"unavailable":"unexpected_answer",message:`The server answered ${status} wit\
hout a reason`}}function parseObject(text){try{let value=JSON.parse(text);return typeof value=="object"&&value!==null&&!Array.
isArray(value)?value:null}catch{return null}}function parseRetryAfter(text){return text!==null&&/^\d{1,9}$/.test(text)?Number(
text):null}function asGatehouseError(error){return error instanceof GatehouseError?error:error instanceof DOMException&&
error.name==="TimeoutError"?new GatehouseError("timeout","The server did not answer in time",{cause:error}):new GatehouseError(
"unreachable","The server could not be reached",{cause:error})}var WAITING_MAX=64;function createPending(clock){let waiting=new Map,lastId=0;function take(id){let entry=waiting.get(id);
return waiting.delete(id),entry?.cancel(),entry}return{open(timeoutMs){if(waiting.size>=WAITING_MAX)throw new GatehouseError(
"busy",`Could not send: ${WAITING_MAX} requests wait for their answers`);let id=++lastId,cancel=clock.after(timeoutMs,()=>{
take(id)?.reject(new GatehouseError("timeout","The server did not answer in time"))}),answer=new Promise((resolve,reject)=>{
waiting.set(id,{resolve,reject,cancel})});return{id,answer}},resolve(id,message){let entry=typeof id=="number"?take(id):
void 0;return entry?.resolve(message),entry!==void 0},reject(id,error){let entry=typeof id=="number"?take(id):void 0;return entry?.
reject(error),entry!==void 0},rejectAll(error){for(let id of[...waiting.keys()])take(id)?.reject(error)}}}var PING_ANSWER_MS=1e4;function openLine(options){let{clock,timeoutMs}=options,socket=new options.WebSocket(options.url),
pending=createPending(clock),over=!1,selectId,cancelTimer=clock.after(timeoutMs,()=>end(CLOSED_ABNORMALLY));socket.addEventListener(
"open",()=>{write({type:"auth",token:options.token},{type:"auth",token:"(kept secret)"})}),socket.addEventListener("mess\
age",({data})=>{if(over||typeof data!="string")return;let message=parseObject(data);typeof message?.type=="string"?receive(
message):receiveText(data)}),socket.addEventListener("error",()=>{}),socket.addEventListener("close",({code,reason})=>end(
code,null,reason));function write(message,shown=message){if(over||socket.readyState!==socket.OPEN)throw new GatehouseError(
"disconnected","Could not send: the connection is down");socket.send(JSON.stringify(message)),options.passed("out",shown)}
function receive(message){if(options.passed("in",message),message.type==="auth_success")beatLater(),options.opened(message.
account);else if(message.type==="auth_error")end(CLOSED_ABNORMALLY,parseProblem(message));else{if(message.type==="error"&&
pending.reject(message.id,parseProblem(message)))return;pending.resolve(message.id??unnamedAnswer(message),message)||options.
received(message)}}function unnamedAnswer({type}){return type==="character_selected"?selectId:void 0}function receiveText(text){
options.passed("in",text),options.receivedText(text)}function beatLater(){cancelTimer(),cancelTimer=clock.after(options.
heartbeatMs,()=>{check(PING_ANSWER_MS)})}function check(waitMs){return request({type:"ping"},waitMs).then(beatLater,()=>end(
CLOSED_ABNORMALLY))}function request(message,waitMs=timeoutMs){let{id,answer}=pending.open(waitMs);message.type==="selec\
tCharacter"&&(selectId=id);try{write({...message,id})}catch(error){pending.reject(id,error)}return answer}function end(code,error=null,reason=""){
over||(over=!0,cancelTimer(),socket.close(),pending.rejectAll(new GatehouseError("disconnected","The connection was lost\
 before the answer came")),options.ended({code,reason,error}))}return{request,send:message=>write(message),check,close:()=>end(
1e3)}}var CHECK_MS=5e3,SHUT_OUT=new Set(["account_banned","account_suspended","address_banned"]);function createConnection(options){
let{clock,timeoutMs}=options,events=createEvents(),backOff=createBackOff(options.random),commands=createCharacterCommands(
request),state="connecting",line=null,account=null,selected=null,openedAtMs=0,cancelRetry=()=>{};function open(){let token=options.
readToken();if(token===null)return finish(4401,signedOut());state="connecting",line=openLine({...options,token,opened,received,
receivedText:text=>events.emit("text",text),passed:(direction,message)=>events.emit("frame",{direction,message}),ended:({
code,reason,error})=>lost(token,{code,reason,error})})}function opened(signedIn){let again=account!==null;account=signedIn,
state="open",openedAtMs=clock.monotonicMs(),selected!==null&&select(selected,!0).catch(selectionLost),events.emit("open",
{account,again})}function received(message){message.type==="error"?events.emit("error",parseProblem(message)):events.emit(
"message",message)}function lost(token,{code,reason,error}){let wasOpen=state==="open";line=null;let finalCode=state==="\
ended"?code:finalCodeOf(token,code,error,wasOpen);events.emit("closed",{code,meaning:closeMeaning(code),final:finalCode!==
null}),state!=="ended"&&(finalCode!==null?finish(finalCode,error,endReason(reason)):retryLater(wasOpen))}function finalCodeOf(token,code,error,wasOpen){
if(error!==null&&SHUT_OUT.has(error.code))return 4403;if(!isTokenRefused(error))return isFinalClose(code)&&(code!==4401||
wasOpen)?code:null;options.forgetToken(token);let newer=options.readToken();return newer===null||newer===token?4401:null}
function retryLater(wasOpen){wasOpen&&clock.monotonicMs()-openedAtMs>=1e4&&backOff.reset();let pause=backOff.next();state=
"waiting",cancelRetry=clock.after(pause.delayMs,open),events.emit("reconnecting",pause)}function finish(code,error,reason=""){
state="ended",events.emit("sessionEnded",{code,meaning:closeMeaning(code),reason,error})}async function request(message){
if(line===null||state!=="open")throw disconnected();return await line.request(message)}async function select({gameId,characterId},again){
let answer=await commands.select({gameId,characterId});return selected={gameId,characterId},events.emit("selected",{choice:selected,
answer,again}),answer}function selectionLost(error){error.code!=="disconnected"&&(selected=null,events.emit("error",error))}
function ready(){return state==="open"&&account!==null?Promise.resolve(account):state==="ended"?Promise.reject(disconnected()):
new Promise((resolve,reject)=>{let stops=[events.on("open",event=>settle(()=>resolve(event.account))),events.on("session\
Ended",({error})=>settle(()=>reject(error??disconnected()))),events.on("closed",({meaning,final})=>{final&&meaning==="cl\
osed"&&settle(()=>reject(disconnected()))}),clock.after(timeoutMs,()=>settle(()=>reject(timedOut())))],settle=how=>{for(let stop of stops)
stop();how()}})}if(options.readToken()===null)throw signedOut();return open(),{get state(){return state},get account(){return account},
get selected(){return selected},ready,listCharacters:commands.list,createCharacter:commands.create,deleteCharacter:async choice=>{
await commands.delete(choice),selected?.gameId===choice.gameId&&selected.characterId===choice.characterId&&(selected=null)},
selectCharacter:choice=>select(choice,!1),request,send:message=>{if(line===null||state!=="open")throw disconnected();line.
send(message)},ping:async()=>{let sentAtMs=clock.monotonicMs();return await request({type:"ping"}),clock.monotonicMs()-sentAtMs},
reconnectNow:()=>{state==="open"&&line?.check(CHECK_MS),state==="waiting"&&(cancelRetry(),open())},close:()=>{state!=="e\
nded"&&(state="ended",cancelRetry(),line!==null?line.close():events.emit("closed",{code:1e3,meaning:"closed",final:!0}))},
on:events.on}}function signedOut(){return new GatehouseError("signed_out","Could not connect: nobody is signed in")}function timedOut(){
return new GatehouseError("timeout","The server did not answer in time")}function disconnected(){return new GatehouseError(
"disconnected","Could not send: the connection is down")}function createGameClients({signedCall}){let path=(gameId,what)=>`api/account/games/${encodeURIComponent(gameId)}/${what}`;
return{list:async()=>(await signedCall("api/account/games")).games,setAccess:async(gameId,access,password)=>{let body=password===
void 0?{access}:{access,password};return await signedCall(path(gameId,"access"),{method:"PUT",body})},newPassword:async gameId=>{
let{password}=await signedCall(path(gameId,"password"),{method:"POST"});return String(password)},removePassword:async gameId=>{
await signedCall(path(gameId,"password"),{method:"DELETE"})},openWindow:async(gameId,body={})=>await signedCall(path(gameId,
"window"),{method:"POST",body}),closeWindow:async gameId=>{await signedCall(path(gameId,"window"),{method:"DELETE"})}}}function createRecovery({call,signedCall}){let post=(path,body)=>call(path,{method:"POST",body});return{ask:async email=>{
await post("api/auth/reset",{email})},check:async token=>await post("api/auth/reset/check",{token}),finish:async input=>{
await post("api/auth/reset/finish",input)},verifyEmail:async token=>{await post("api/auth/verify-email",{token})},undo:async token=>{
await post("api/auth/undo-email",{token})},resendVerification:async()=>{await signedCall("api/account/email/verification",
{method:"POST"})}}}function createTrail({signedCall}){return{sessions:async()=>await signedCall("api/account/sessions"),
endSession:async id=>{await signedCall(`api/account/sessions/${encodeURIComponent(id)}`,{method:"DELETE"})},endGameToken:async id=>{
await signedCall(`api/account/game-tokens/${encodeURIComponent(id)}`,{method:"DELETE"})},logins:async({after,limit}={})=>{
let query=new URLSearchParams;return after!==void 0&&query.set("after",after),limit!==void 0&&query.set("limit",String(limit)),
await signedCall(`api/account/logins${query.size===0?"":`?${query}`}`)}}}function createOwnData({signedCall,signIn}){return{
export:()=>signedCall("api/account/export",{method:"POST"}),delete:async()=>new Date(String((await signedCall("api/accou\
nt/deletion",{method:"POST"})).deletesAt)),restore:input=>signIn("api/auth/restore",input)}}function createSecurity({signedCall}){let post=(path,body)=>signedCall(path,body===void 0?{method:"POST"}:{method:"POST",
body}),remove=async path=>{await signedCall(path,{method:"DELETE"})};return{startTotp:async()=>await post("api/account/t\
otp"),verifyTotp:async code=>codesOf(await post("api/account/totp/verify",{code})),removeTotp:()=>remove("api/account/to\
tp"),newRecoveryCodes:async()=>codesOf(await post("api/account/recovery-codes")),passkeys:async()=>(await signedCall("ap\
i/account/passkeys")).passkeys,addPasskey:async name=>{let credential=await createCredential(await post("api/account/pas\
skeys/options"));return await post("api/account/passkeys",{credential,...name===void 0?{}:{name}})},renamePasskey:async(id,name)=>await signedCall(
passkeyPath(id),{method:"PATCH",body:{name}}),removePasskey:id=>remove(passkeyPath(id)),removePassword:()=>remove("api/a\
ccount/password")}}function passkeyPath(id){return`api/account/passkeys/${encodeURIComponent(id)}`}function codesOf(answer){
return answer.recoveryCodes}async function getCredential(options,how={}){let browser=globalThis;return await asked(()=>{
let publicKey=browser.PublicKeyCredential.parseRequestOptionsFromJSON(options);return browser.navigator.credentials.get(
{publicKey,...how})})}async function createCredential(options){let browser=globalThis;return await asked(()=>{let publicKey=browser.
PublicKeyCredential.parseCreationOptionsFromJSON(options);return browser.navigator.credentials.create({publicKey})})}async function asked(ask){
try{return(await ask()).toJSON()}catch(error){throw new GatehouseError("passkey_stopped","The device gave no passkey",{cause:error})}}function createSession({call,tokens}){let refreshing=null;async function signedCall(path,options={}){let token=requireToken();
try{return await call(path,{...options,token})}catch(error){if(!isTokenRefused(error))throw error;await refreshing?.catch(
()=>{});let newer=tokens.read();if(newer!==null&&newer!==token)return await call(path,{...options,token:newer});throw tokens.
forget(token),error}}async function takeFreshToken(){let token=requireToken();try{let{token:fresh}=await call("api/auth/\
refresh",{method:"POST",token});tokens.read()===token&&tokens.replace(String(fresh))}catch(error){if(!isTokenRefused(error))
throw error;let newer=tokens.read();if(newer!==null&&newer!==token)return;throw tokens.forget(token),error}}function requireToken(){
let token=tokens.read();if(token===null)throw new GatehouseError("signed_out","Nobody is signed in");return token}return{
signedCall,refresh(){return refreshing??=takeFreshToken().finally(()=>{refreshing=null}),refreshing},async end(path){let token=requireToken();
try{await call(path,{method:"POST",token})}catch(error){if(!isTokenRefused(error))throw error}finally{tokens.forget(token)}}}}function guardShelf(shelf){return{read(key){try{return shelf.getItem(key)}catch{return null}},write(key,value){try{return shelf.
setItem(key,value),shelf.getItem(key)===value}catch{return!1}},remove(key){try{return shelf.removeItem(key),shelf.getItem(
key)===null}catch{return!1}}}}function createMemoryShelf(){let items=new Map;return{getItem:key=>items.get(key)??null,setItem:(key,value)=>{
items.set(key,value)},removeItem:key=>{items.delete(key)}}}var TOKEN_KEY="game_token";function createTokenStore(storage){let local=guardShelf(storage.local),session=guardShelf(storage.
session),held;return{read:()=>held===void 0?session.read(TOKEN_KEY)??local.read(TOKEN_KEY):held,write(token,remember){let[
shelf,other]=remember?[local,session]:[session,local];held=shelf.write(TOKEN_KEY,token)&&other.remove(TOKEN_KEY)?void 0:
token},replace(token){let shelf=session.read(TOKEN_KEY)===null?local:session;held=held===void 0&&shelf.write(TOKEN_KEY,token)?
void 0:token},forget(token){held===token&&(held=null);for(let shelf of[session,local])shelf.read(TOKEN_KEY)===token&&shelf.
remove(TOKEN_KEY)}}}function defaultStorage(){return{local:shelfOf(()=>globalThis.localStorage),session:shelfOf(()=>globalThis.
sessionStorage)}}function shelfOf(open){try{if("document"in globalThis)return open()??createMemoryShelf()}catch{}return createMemoryShelf()}var TIMEOUT_MS=15e3,HEARTBEAT_MS=25e3;function createGatehouseClient(options={}){let baseUrl=parseBaseUrl(options.baseUrl??
ownBaseUrl()),timeoutMs=options.timeoutMs??TIMEOUT_MS,tokens=createTokenStore(options.storage??defaultStorage()),fetch=options.
fetch??globalThis.fetch.bind(globalThis),call=createHttp({baseUrl,fetch,timeoutMs}),{signedCall,refresh,end}=createSession(
{call,tokens});async function signIn(path,{remember=!1,...body}){let answer=await call(path,{method:"POST",body});return tokens.
write(answer.token,remember),{token:answer.token,id:answer.id,username:answer.username}}async function askPasskey(challenge,how){
return await getCredential(await call("api/auth/passkey/options",{method:"POST",body:challenge===void 0?{}:{challenge}}),
how)}return{get token(){return tokens.read()},register:input=>signIn("api/auth/register",input),logIn:input=>signIn("api\
/auth/login",input),finishLogIn:input=>signIn("api/auth/second-factor",input),logInWithPasskey:async({remember=!1,...how}={})=>await signIn(
"api/auth/passkey",{...await askPasskey(void 0,how),remember}),askPasskey,confirm:async body=>{await signedCall("api/aut\
h/confirm",{method:"POST",body})},security:createSecurity({signedCall}),gameClients:createGameClients({signedCall}),recovery:createRecovery(
{call,signedCall}),trail:createTrail({signedCall}),ownData:createOwnData({signedCall,signIn}),playAsGuest:async({remember=!1,
guestKey}={})=>{let answer=await call("api/auth/guest",{method:"POST",body:guestKey===void 0?{}:{guestKey}});return tokens.
write(String(answer.token),remember),answer},upgrade:async body=>{let answer=await signedCall("api/account/upgrade",{method:"\
POST",body});return tokens.replace(String(answer.token)),{token:String(answer.token),id:Number(answer.id),username:String(
answer.username)}},verify:async()=>{let{userId,username}=await signedCall("api/auth/verify");return{userId:Number(userId),
username:String(username)}},refresh,logOut:()=>end("api/auth/logout"),logOutEverywhere:()=>end("api/auth/logout-all"),changePassword:async body=>{
await signedCall("api/auth/password",{method:"POST",body})},changeEmail:async body=>{await signedCall("api/account/email",
{method:"POST",body})},account:async()=>await signedCall("api/account"),games:async()=>(await call("api/games")).games,characters:{
list:async gameId=>(await signedCall(`api/characters?gameId=${encodeURIComponent(gameId)}`)).characters,create:async body=>(await signedCall(
"api/characters",{method:"POST",body})).character,delete:async id=>{await signedCall(`api/characters/${id}`,{method:"DEL\
ETE"})}},connect};function connect(token){let WebSocket=options.WebSocket??globalThis.WebSocket;if(WebSocket===void 0)throw new TypeError(
"Could not connect: this runtime has no WebSocket, so give one");return createConnection({url:socketUrl(baseUrl),readToken:()=>token??
tokens.read(),forgetToken:tokens.forget,WebSocket,clock:options.clock??machineClock,random:options.random??Math.random,timeoutMs,
heartbeatMs:options.heartbeatMs??HEARTBEAT_MS})}}function ownBaseUrl(){let origin=globalThis.location?.origin,[base]=/^.*\/(?=static\/)/.
exec(import.meta.url)??[];return base!==void 0&&new URL(base).origin===origin?base:origin}function parseBaseUrl(text){if(text===
void 0)throw new TypeError("Could not create the client: outside a browser it needs a baseUrl");let url=new URL(text);return url.
pathname.endsWith("/")||(url.pathname+="/"),url}function socketUrl(baseUrl){let url=new URL("ws",baseUrl);return url.protocol=
baseUrl.protocol==="https:"?"wss:":"ws:",url}export{CLOSE_MEANINGS,GatehouseError,createGatehouseClient};
