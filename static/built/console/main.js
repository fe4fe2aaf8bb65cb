var GatehouseError=class extends Error{constructor(code2,message,details={}){super(message,details.cause===void 0?void 0:
{cause:details.cause}),this.name="GatehouseError",this.code=code2,this.status=details.status??null,this.errors=details.errors??
[],this.retryAfterSeconds=details.retryAfterSeconds??null,this.reason=details.reason??null,this.until=details.until??null,
this.methods=details.methods??[],this.challenge=details.challenge??null,this.expiresAt=details.expiresAt??null}},TOKEN_REFUSED=new Set(
["invalid_token","token_expired","wrong_token_type","account_deleting"]);function isTokenRefused(error){return error instanceof
GatehouseError&&TOKEN_REFUSED.has(error.code)}function parseProblem(body,answer={}){let text=[body.message,body.detail,body.
title].find(value=>typeof value=="string"&&value!==""),code2=typeof body.code=="string"?body.code:"unexpected_answer";return new GatehouseError(
code2,String(text??"The server refused without saying why"),{status:answer.status??null,errors:Array.isArray(body.errors)?
body.errors.filter(isFieldError):[],retryAfterSeconds:answer.retryAfterSeconds??asNumber(body.retryAfterSeconds),reason:typeof body.
reason=="string"?body.reason:null,until:asDate(body.until),methods:Array.isArray(body.methods)?body.methods.map(String):
[],challenge:typeof body.challenge=="string"?body.challenge:null,expiresAt:asDate(body.expiresAt)})}function isFieldError(value){
let{field,message}=value??{};return typeof field=="string"&&typeof message=="string"}function asNumber(value){return typeof value==
"number"&&Number.isFinite(value)?value:null}function asDate(value){let date=new Date(typeof value=="string"?value:NaN);return Number.
isNaN(date.getTime())?null:date}var find=null;function useAccountNames(api2){let known=new Map,asked2=[];find=id=>{let there=known.get(id);if(there!==void 0)
return there;let now=Date.now();if(asked2=asked2.filter(at=>now-at<6e4),asked2.length>=120)return Promise.resolve(null);
asked2.push(now);let name=api2.get(`/accounts/${id}`).then(({username})=>String(username),()=>null);return known.set(id,
name),name}}function nameAccount(element,id){return find?.(id).then(name=>{name!==null&&(element.title=`account_${id}`,element.
textContent=name)}),element}function createHttp({baseUrl,fetch:fetch2,timeoutMs}){return async function(path,{method="GET",token,body}={}){let headers={
accept:"application/json"};token!==void 0&&(headers.authorization=`Bearer ${token}`),body!==void 0&&(headers["content-ty\
pe"]="application/json");try{let response=await fetch2(new URL(path,baseUrl),{method,headers,body:body===void 0?null:JSON.
stringify(body),cache:"no-store",redirect:"error",signal:AbortSignal.timeout(timeoutMs)});return await readAnswer(response)}catch(error){
throw asGatehouseError(error)}}}async function readAnswer(response){if(response.status===204)return{};let body=parseObject(
await response.text());if(response.ok&&body!==null)return body;throw parseProblem(body??codeOfStatus(response.status),{status:response.
status,retryAfterSeconds:parseRetryAfter(response.headers.get("retry-after"))})}function codeOfStatus(status){return{code:status===
429?"rate_limited":status>=502&&status<=504?"unavailable":"unexpected_answer",message:`The server answered ${status} wit\
hout a reason`}}function parseObject(text){try{let value=JSON.parse(text);return typeof value=="object"&&value!==null&&!Array.
isArray(value)?value:null}catch{return null}}function parseRetryAfter(text){return text!==null&&/^\d{1,9}$/.test(text)?Number(
text):null}function asGatehouseError(error){return error instanceof GatehouseError?error:error instanceof DOMException&&
error.name==="TimeoutError"?new GatehouseError("timeout","The server did not answer in time",{cause:error}):new GatehouseError(
"unreachable","The server could not be reached",{cause:error})}function createSecurity({signedCall}){let post=(path,body)=>signedCall(path,body===void 0?{method:"POST"}:{method:"POST",
body}),remove=async path=>{await signedCall(path,{method:"DELETE"})};return{startTotp:async()=>await post("api/account/t\
otp"),verifyTotp:async code2=>codesOf(await post("api/account/totp/verify",{code:code2})),removeTotp:()=>remove("api/acc\
ount/totp"),newRecoveryCodes:async()=>codesOf(await post("api/account/recovery-codes")),passkeys:async()=>(await signedCall(
"api/account/passkeys")).passkeys,addPasskey:async name=>{let credential=await createCredential(await post("api/account/\
passkeys/options"));return await post("api/account/passkeys",{credential,...name===void 0?{}:{name}})},renamePasskey:async(id,name)=>await signedCall(
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
try{await call(path,{method:"POST",token})}catch(error){if(!isTokenRefused(error))throw error}finally{tokens.forget(token)}}}}function guardShelf(shelf2){return{read(key){try{return shelf2.getItem(key)}catch{return null}},write(key,value){try{return shelf2.
setItem(key,value),shelf2.getItem(key)===value}catch{return!1}},remove(key){try{return shelf2.removeItem(key),shelf2.getItem(
key)===null}catch{return!1}}}}var TOKEN_KEY="game_token";function createTokenStore(storage){let local=guardShelf(storage.local),session=guardShelf(storage.
session),held;return{read:()=>held===void 0?session.read(TOKEN_KEY)??local.read(TOKEN_KEY):held,write(token,remember){let[
shelf2,other]=remember?[local,session]:[session,local];held=shelf2.write(TOKEN_KEY,token)&&other.remove(TOKEN_KEY)?void 0:
token},replace(token){let shelf2=session.read(TOKEN_KEY)===null?local:session;held=held===void 0&&shelf2.write(TOKEN_KEY,
token)?void 0:token},forget(token){held===token&&(held=null);for(let shelf2 of[session,local])shelf2.read(TOKEN_KEY)===token&&
shelf2.remove(TOKEN_KEY)}}}async function readEvents(response,heard){let reader=response.body?.pipeThrough(new TextDecoderStream).getReader(),rest="";
for(;reader!==void 0;){let{done,value}=await reader.read();if(done)return;let blocks=(rest+value).split(/\r?\n\r?\n/);rest=
blocks.pop()??"";for(let block of blocks){let lines=block.split(/\r?\n/).filter(line=>line.startsWith("data:"));lines.length>
0&&heard(JSON.parse(lines.map(line=>line.slice(5).trimStart()).join(`
`)))}}}var SURFACES={light:"#fcfaf6",dark:"#1b1a20"},CONTRAST_MIN=4.5;function accentProperties(accent){if(!/^#[0-9a-f]{6}$/i.test(
accent))return null;let light=shadeFor(accent,SURFACES.light),dark=shadeFor(accent,SURFACES.dark);return{"--accent":accent,
"--accent-on-light":light,"--accent-on-dark":dark,"--ink-on-accent-light":inkOn(light),"--ink-on-accent-dark":inkOn(dark)}}
function shadeFor(color,surface){let towards=luminance(surface)>.5?0:255;for(let step=0;step<50;step+=1){let shade=mix(color,
towards,step/50);if(contrast(shade,surface)>=CONTRAST_MIN)return shade}return mix(color,towards,1)}function inkOn(color){
return contrast("#ffffff",color)>=contrast("#14131a",color)?"#ffffff":"#14131a"}function mix(color,towards,share){return"\
#"+channels(color).map(channel=>Math.round(channel+(towards-channel)*share)).map(channel=>channel.toString(16).padStart(
2,"0")).join("")}function contrast(one,other){let[low=0,high=0]=[luminance(one),luminance(other)].sort((a,b)=>a-b);return(high+
.05)/(low+.05)}function luminance(color){let[red=0,green=0,blue=0]=channels(color).map(channel=>{let value=channel/255;return value<=
.04045?value/12.92:((value+.055)/1.055)**2.4});return .2126*red+.7152*green+.0722*blue}function channels(color){return[1,
3,5].map(at=>parseInt(color.slice(at,at+2),16))}var BASE_URL=new URL("../",new URL(location.pathname,location.origin)),WAIT_MS=2e3;async function applyPlace(){let{name,
accent,features}=await fetchLook();for(let[property,value]of Object.entries(accentProperties(String(accent))??{}))document.
documentElement.style.setProperty(property,value);return{name:typeof name=="string"&&name!==""?name:"Gatehouse",hasMail:features?.
mail!==!1}}async function fetchLook(){try{let response=await fetch(new URL("api/page",BASE_URL),{signal:AbortSignal.timeout(
WAIT_MS)});return response.ok?await response.json():{}}catch{return{}}}var TIMEOUT_MS=3e4,SHELF="console_";function createApi({askProof:askProof2,signedOut}){let call=createHttp({baseUrl:BASE_URL,
fetch:fetch.bind(globalThis),timeoutMs:TIMEOUT_MS}),tokens=createTokenStore({local:nothing(),session:shelf()}),session=createSession(
{call,tokens});async function signed(path,options={}){try{return await session.signedCall(path,options)}catch(error){throw isTokenRefused(
error)&&signedOut(),error}}async function proven(act){try{return await act()}catch(error){if(!(error instanceof GatehouseError)||
error.code!=="confirmation_required")throw error;if(!await askProof2(error.methods))throw new GatehouseError("cancelled",
"Nothing was done");return await act()}}async function open(path,query,signal=null){let response=await fetch(new URL(`ad\
min/api${path}${queryText(query)}`,BASE_URL),{headers:{authorization:`Bearer ${tokens.read()}`},cache:"no-store",signal}).
catch(error=>{throw asGatehouseError(error)});if(response.ok)return response;throw parseProblem(await response.json().catch(
()=>({})),{status:response.status})}let admin={get:(path,query={})=>proven(()=>signed(`admin/api${path}${queryText(query)}`)),
send:(method,path,body)=>proven(()=>signed(`admin/api${path}`,body===void 0?{method}:{method,body})),download:async(path,query,name)=>{
let file=await proven(async()=>await(await open(path,query)).blob()),anchor=document.createElement("a");anchor.href=URL.
createObjectURL(file),anchor.download=name,anchor.click(),setTimeout(()=>URL.revokeObjectURL(anchor.href),6e4)},async listen(path,query,signal,{
opened,heard}){let response=await open(path,query,signal);opened(),await readEvents(response,heard).catch(()=>{})}};async function signIn(path,body){
let answer=await call(path,{method:"POST",body});tokens.write(String(answer.token),!1)}let askPasskey=async challenge=>await getCredential(
await call("api/auth/passkey/options",{method:"POST",body:challenge===void 0?{}:{challenge}}));return{admin,isSignedIn:()=>tokens.
read()!==null,logIn:body=>signIn("api/auth/login",body),register:body=>signIn("api/auth/register",body),secondFactor:body=>signIn(
"api/auth/second-factor",body),secondFactorByPasskey:async challenge=>await signIn("api/auth/second-factor",{challenge,passkey:await askPasskey(
challenge)}),logInByPasskey:async()=>await signIn("api/auth/passkey",await askPasskey()),confirm:body=>signed("api/auth/\
confirm",{method:"POST",body}),confirmByPasskey:async()=>await signed("api/auth/confirm",{method:"POST",body:{passkey:await askPasskey()}}),
security:createSecurity({signedCall:(path,options)=>proven(()=>signed(path,options))}),refresh:()=>session.refresh(),logOut:()=>session.
end("api/auth/logout")}}function queryText(query){let entries=Object.entries(query).filter(([,value])=>value!=null&&value!==
"");return entries.length===0?"":`?${new URLSearchParams(entries.map(([name,value])=>[name,String(value)]))}`}function shelf(){
return{getItem:key=>sessionStorage.getItem(SHELF+key),setItem:(key,value)=>sessionStorage.setItem(SHELF+key,value),removeItem:key=>sessionStorage.
removeItem(SHELF+key)}}function nothing(){return{getItem:()=>null,setItem:()=>{},removeItem:()=>{}}}var texts={},language="en",locale="en";function currentLocale(){return locale}function useTexts(given,ofLanguage){texts=given,language=ofLanguage,locale=navigator.languages.find(tag=>tag.startsWith(
language))??language}function say(name,values={}){let form=typeof values.count=="number"?`${name}.${pluralForm(values.count)}`:
name;return(texts[form]??texts[`${name}.other`]??texts[name]??name).replace(/\{(\w+)\}/g,(whole2,place2)=>String(values[place2]??
whole2))}function hasText(name){return Object.hasOwn(texts,name)}function pluralForm(count2){return new Intl.PluralRules(
language).select(count2)}function describeError(error){if(error.code==="hook_failed"&&error.message!=="")return error.message;if(error.code==="in\
valid_input")return error.errors[0]?.message??(error.message||say("error.invalid_input"));let name=`error.${error.code}`;
return hasText(name)?say(name,{why:because(error),until:lasting(error),again:tryAgain(error)}):error.message||say("error\
.other")}function because({reason}){return reason?say("detail.why",{reason:reason.replace(/[.\s]+$/,"")}):"."}function lasting({until}){
return until===null?"":say("detail.until",{until:formatDateTime(until)})}function tryAgain({retryAfterSeconds}){return retryAfterSeconds===
null?say("detail.retrySoon"):say("detail.retryIn",{duration:formatDuration(retryAfterSeconds)})}var UNITS=[[31557600,"ye\
ar"],[86400,"day"],[3600,"hour"],[60,"minute"],[1,"second"]];function formatDuration(seconds){let[size,unit]=UNITS.find(
([size2])=>seconds>=size2*2)??[1,"second"];return say(`duration.${unit}`,{count:Math.max(1,Math.ceil(seconds/size))})}function formatDateTime(date){
return date.toLocaleString(currentLocale(),{dateStyle:"long",timeStyle:"short"})}function h(tag,properties={},...children){let element=document.createElement(tag);for(let[name,value]of Object.entries(properties))
if(!(value==null||value===!1))if(name==="on")for(let[event,listen]of Object.entries(value))element.addEventListener(event,
listen);else element.setAttribute(name,value===!0?"":String(value));return add(element,children),element}function section(title,...children){
return h("section",{class:"card","aria-label":title},h("h2",{},title),...children)}function spread(title,...children){let element=section(
title,...children);return element.classList.add("spread"),element}function whole(section2){return section2.classList.add(
"whole"),section2}function facts(pairs){let rows2=pairs.filter(([,value])=>value!=null&&value!==""&&value!==!1);return h(
"dl",{class:"facts"},rows2.map(([name,value])=>h("div",{},h("dt",{},name),h("dd",{},value))))}function button(text,act,kind=""){
return h("button",{type:"button",class:kind,on:{click:act}},text)}function link(href,text){return h("a",{href},text)}function badge(text,kind=""){
return h("span",{class:`badge ${kind}`},text)}function add(element,children){for(let child of children)Array.isArray(child)?
add(element,child):child!=null&&child!==!1&&element.append(child instanceof Node?child:String(child))}var LANGUAGES=["en","de"],language2=chooseLanguage(),locale2=navigator.languages.find(tag=>tag.slice(0,2)===language2)??
language2,english=await load("texts/en.json"),chosen=language2==="en"?english:await load(`texts/${language2}.json`),ofServer=language2===
"en"?{}:await load(`texts/server.${language2}.json`);useTexts(await load(`../texts/${language2}.json`),language2);var plural=new Intl.
PluralRules(language2);function t(key,values={}){return filled(chosen[`console.${key}`]??english[`console.${key}`]??key,
values)}function inWords(key,words,values={}){return Object.hasOwn(ofServer,key)?filled(ofServer[key]??"",values):words}
function filled(text,values){return text.replace(/\{(\w+)\}/g,(all,name)=>Object.hasOwn(values,name)?String(values[name]):
all)}function has(key){return Object.hasOwn(english,`console.${key}`)}function count(key,n){let form=`${key}.${plural.select(
n)}`;return t(has(form)?form:`${key}.other`,{n:n.toLocaleString(locale2)})}function chooseLanguage(){return[localStorage.
getItem("gatehouse_language")??"",...navigator.languages].map(tag=>tag.slice(0,2)).find(tag=>LANGUAGES.includes(tag))??"\
en"}async function load(path){let response=await fetch(new URL(path,import.meta.url));return response.ok?await response.
json():{}}function explain(error){return error instanceof GatehouseError?error.code==="invalid_input"&&error.errors.length>0?error.
errors.map(({field,message})=>`${field}: ${message}`).join(" · "):has(`error.${error.code}`)?t(`error.${error.code}`,{message:error.
message}):describeError(error):t("error.unexpected",{message:String(error)})}function isMissing(error){return error instanceof
GatehouseError&&error.status===404}function isOutOfReach(error){return error instanceof GatehouseError&&["unreachable","\
timeout","unavailable"].includes(error.code)}function failureNote(error,again=null){let missing=isMissing(error),text=missing?
t("error.not_here"):explain(error);return h("div",{class:missing?"empty":"notice",role:missing?null:"alert"},h("p",{},text),
again&&!missing?button(t("try_again"),again):null)}var KEY="console_invitation";function createInvitation(api2){return{take(){let[,token]=/^#invite=([A-Za-z0-9_-]{1,200})$/.
exec(location.hash)??[];return token===void 0?!1:(sessionStorage.setItem(KEY,token),history.replaceState(null,"",`${location.
pathname}#/`),!0)},isHeld:()=>sessionStorage.getItem(KEY)!==null,async redeem(){let token=sessionStorage.getItem(KEY);sessionStorage.
removeItem(KEY);let{role}=await api2.admin.send("POST","/invites/redeem",{token});return String(role)}}}var PAGE_ROWS=50,made=null,ROWS_MAX=500;function createList({api:api2,may:may2,signal},parts2){let{path,columns,empty,label,
limit=PAGE_ROWS,only=()=>!0}=parts2,query=parts2.query??{},next=null,asked2=0,rows2=new Map,ticked=new Set,body=h("tbody"),
head=h("tr",{},parts2.tick?h("th",{scope:"col",class:"tick"},h("span",{class:"visually-hidden"},t("list.choose"))):null,
columns.map(({label:label2,kind})=>h("th",{scope:"col",class:kind},label2))),table2=h("table",{class:"rows","aria-label":label,
"data-list":!0},h("thead",{},head),body),note=h("div",{class:"list-note"}),total=h("span",{class:"hint",role:"status"}),
more=button(t("list.more"),()=>{load2(!1)}),csv=parts2.csv&&may2("exports.read")?button(t("list.csv"),()=>{api2.download(
path,{...query,format:"csv"},`${parts2.csv}.csv`).catch(error=>note.replaceChildren(failureNote(error)))},"quiet"):null,
foot=h("div",{class:"list-foot"},total,more,csv,parts2.tools?[...parts2.tools]:null);more.hidden=!0,csv!==null&&(csv.hidden=
!0);let element=h("div",{class:"list"},h("div",{class:"table-place"},table2),note,foot);async function load2(anew){let turn=++asked2,
clears=anew||rows2.size>=ROWS_MAX;table2.ariaBusy="true",rows2.size===0&&note.replaceChildren(h("p",{class:"empty late"},
t("loading")));try{let answer=await api2.get(path,{...query,limit,...anew||next===null?{}:{after:next}});if(turn!==asked2||
signal.aborted)return;clears&&clear(),next=answer.next??null;let added=(answer.items??[]).filter(only).map(rowElement);body.
append(...added),note.replaceChildren(...rows2.size===0?[h("p",{class:"empty"},typeof empty=="string"?empty:empty(query))]:
[]),anew||added[0]?.focus(),focusMade(added)}catch(error){if(turn!==asked2||signal.aborted)return;anew&&clear(),parts2.missing!==
void 0&&isMissing(error)?(note.replaceChildren(h("p",{class:"empty"},parts2.missing)),foot.remove()):note.replaceChildren(
failureNote(error,()=>{load2(anew)}))}finally{turn===asked2&&(table2.ariaBusy=null,settle())}}function settle(){table2.hidden=
rows2.size===0,more.hidden=next===null,more.textContent=t(rows2.size>=ROWS_MAX?"list.go_on":"list.more"),csv!==null&&(csv.
hidden=rows2.size===0),total.textContent=rows2.size===0?"":count(next===null?"list.rows":"list.first_rows",rows2.size);let first=body.
querySelector("tr");first!==null&&body.querySelector('tr[tabindex="0"]')===null&&(first.tabIndex=0)}function clear(){body.
replaceChildren(),rows2.clear(),ticked.clear(),parts2.tick?.([])}function rowElement(row){let cells=columns.map(({label:label2,
cell:cell2,kind})=>h("td",{class:kind,"data-label":label2},h("div",{},cell2(row)))),element2=h("tr",{tabindex:-1,"data-k\
ey":parts2.rowKey?.(row)??row.id},parts2.tick?tickCell(row,()=>element2):null,cells);return(parts2.href||parts2.opened)&&
element2.classList.add("opens"),element2.addEventListener("click",event=>{event.target.closest("a, button, input, label")===
null&&String(getSelection())===""&&open(row)}),element2.addEventListener("keydown",event=>{event.key==="Enter"&&event.target===
element2&&open(row)}),rows2.set(element2,row),element2}function tickCell(row,element2){let box=h("input",{type:"checkbox",
"aria-label":t("list.choose_row",{id:row.value??row.id})});return box.addEventListener("change",()=>{box.checked?ticked.
add(element2()):ticked.delete(element2()),parts2.tick?.([...ticked].flatMap(element3=>rows2.get(element3)??[]))}),h("td",
{class:"tick"},box)}function open(row){let href=parts2.href?.(row);href?location.hash=href:parts2.opened?.(row)}return load2(
!0),{element,reload(asked3=query){query=asked3,load2(!0)},prepend(items){let known=new Set([...rows2.values()].map(row=>row.
id));body.prepend(...items.filter(row=>!known.has(row.id)).map(rowElement));for(let last of[...body.children].slice(ROWS_MAX))
rows2.delete(last),last.remove();note.replaceChildren(),settle()}}}function awaitRow(key){made=typeof key=="number"||typeof key==
"string"?String(key):null}function focusMade(added){let row=made===null?void 0:added.find(row2=>row2.dataset.key===made);
row!==void 0&&(made=null,row.tabIndex=0,row.focus())}function moveInList(event){let step={j:1,ArrowDown:1,k:-1,ArrowUp:-1}[event.
key];if(step===void 0)return!1;let here=document.activeElement?.closest("tr[data-key]");if(event.key.startsWith("Arrow")&&
!here)return!1;let all=[...(here?.closest("[data-list]")??document.querySelector("main [data-list]:not([hidden])"))?.querySelectorAll(
"tr[data-key]")??[]],at=here?all.indexOf(here)+step:0,row=all[Math.max(0,Math.min(at,all.length-1))];if(!(row instanceof
HTMLElement))return!1;for(let other of all)other instanceof HTMLElement&&(other.tabIndex=-1);return row.tabIndex=0,row.focus(),
!0}function listenToKeys(search){addEventListener("keydown",event=>{if(event.ctrlKey||event.metaKey||event.altKey||event.defaultPrevented||
document.querySelector("dialog[open]")!==null)return;let field=document.activeElement,isTyping=field instanceof HTMLTextAreaElement||
field instanceof HTMLSelectElement||field instanceof HTMLInputElement&&field.type!=="checkbox";if(event.key==="Escape"){
if(isTyping&&field instanceof HTMLElement)return field.blur();location.hash.length>2&&history.back();return}isTyping||(event.
key==="/"&&search()!==null?(event.preventDefault(),search()?.focus(),search()?.select()):moveInList(event)&&event.preventDefault())})}var modules=[];async function useGames(api2){modules=await api2.get("/modules").then(({items})=>items,()=>[])}function games(){
return modules}function gameName(id){return id?modules.find(module=>module.id===id)?.name??id:"–"}function moduleDoorName(door2){
let module=modules.find(({ports=[]})=>ports.some(({name})=>name===door2));return module===void 0?null:module.ports.length===
1?String(module.name):`${module.name} (${door2})`}function moduleDoors(){return modules.filter(({source})=>source!=="bui\
lt in").flatMap(({ports=[]})=>ports.map(({name})=>name))}var relative=new Intl.RelativeTimeFormat(language2,{numeric:"auto"}),UNITS2=[["day",86400],["hour",3600],["minute",60],[
"second",1]];function time(at,none="–"){if(!at)return none;let date=new Date(at);return h("time",{datetime:at,title:`${date.
toISOString()} (UTC) · ${ago(date)}`},timeText(at,!0))}function timeText(at,seconds=!1){let date=new Date(at);return date.
toLocaleString(locale2,{...date.getFullYear()===new Date().getFullYear()?{}:{year:"numeric"},month:"short",day:"numeric",
hour:"2-digit",minute:"2-digit",...seconds?{second:"2-digit"}:{},hourCycle:"h23"})}function ends(at){return at?time(at):
t("time.no_end")}function ago(date){let seconds=Math.round((date.getTime()-Date.now())/1e3),[unit,size]=UNITS2.find(([,size2])=>Math.
abs(seconds)>=size2)??["second",1];return relative.format(Math.round(seconds/size),unit)}var DOORS=["http","websocket","game_auth","admin","slime","wildstar_sts","wildstar_auth"],ROLES=["player","viewer","supp\
ort","moderator","admin"];function doors(){return[...DOORS,...moduleDoors()]}function doorName(door2){return door2?has(`\
door.${door2}`)?t(`door.${door2}`):moduleDoorName(door2)??door2:"–"}function macText(value){return/^[0-9a-f]{12}$/i.test(
value)?(value.toUpperCase().match(/../g)??[]).join("-"):value}function saidOf(text){return text.split(/(\baccount_\d+\b|\b\d{4}-\d\d-\d\dT[\d:.]+Z)/).
map((part2,at)=>at%2===0?part2:part2.startsWith("account_")?actorName(part2):time(part2))}var OVERDUE_MS=10*6e4;function isOverdue(deletesAt){
return!!deletesAt&&Date.now()-Date.parse(deletesAt??"")>OVERDUE_MS}function statusBadge(status,deletesAt=null){return isOverdue(
deletesAt)?badge(t("status.overdue"),"bad"):deletesAt?badge(t("status.deleting"),"wait"):badge(t(`status.${status??"acti\
ve"}`),status==="active"?"good":"bad")}function resultBadge(result){return badge(wordFor("result",result),result==="succ\
eeded"?"good":result==="failed"?"wait":"bad")}function roleBadge(role){return role==="player"?t("role.player"):badge(t(`\
role.${role}`),"good")}function actorName(actor){let[,id]=/^account_(\d+)$/.exec(actor)??[];return id!==void 0?nameAccount(
link(`#/accounts/${id}`,actor),Number(id)):wordFor("actor",actor)}function wordFor(kind,word){return has(`${kind}.${word}`)?
t(`${kind}.${word}`):word}function accountLink(id,name=null){return id==null?"–":name===null?nameAccount(link(`#/accou\
nts/${id}`,`#${id}`),id):link(`#/accounts/${id}`,name)}function addressLink(address){return address?/x|…/.test(address)?
address:h("a",{href:`#/trail?address=${encodeURIComponent(address)}`,class:"code"},breakable(address)):"–"}function code(code2){
return code2?h("span",{class:"code"},breakable(code2)):"–"}function breakable(text){return text.split(/(?<=[:_/])/).flatMap(
(part2,at)=>at===0?[part2]:[h("wbr"),part2])}var dialogCount=0;function openDialog({title,body,closed=()=>{},kind=""}){let id=`dialog-${++dialogCount}`,dialog=h("dia\
log",{class:`act ${kind}`,"aria-labelledby":id},h("h2",{id},title),body);dialog.addEventListener("close",()=>{dialog.remove(),
closed()}),document.body.append(dialog),dialog.showModal();let first=dialog.querySelector("input:not([type=checkbox]), t\
extarea, select");return first instanceof HTMLElement&&first.focus(),dialog}function showSecret(title,text,secret,hint=""){
return new Promise(resolve=>{let value=h("output",{class:"secret-value",tabindex:0},secret),said=h("span",{role:"status",
class:"hint"}),copy=h("button",{type:"button",on:{click:async()=>{getSelection()?.selectAllChildren(value);let isCopied=await Promise.
try(()=>navigator.clipboard.writeText(secret)).then(()=>!0,()=>!1);said.textContent=t(isCopied?"copied":"copy_failed")}}},
t("copy")),done=h("button",{type:"button",class:"primary",on:{click:()=>dialog.close()}},t("done")),dialog=openDialog({title,
body:[h("p",{},text),value,hint?h("p",{class:"hint"},hint):null,h("div",{class:"row end"},said,copy,done)],closed:resolve})})}var fieldCount=0;function fieldElement(field){let id=`field-${++fieldCount}`,hint=field.hint?h("p",{class:"hint",id:`${id}\
-hint`},field.hint):null;if(field.type==="checkbox"){let box=h("input",{type:"checkbox",name:field.name,checked:field.checked??
!1});return h("div",{class:"field"},h("label",{class:"check"},box,field.label),hint)}let control=controlOf(field,id,hint!==
null);return h("div",{class:"field"},h("label",{for:id},field.label),control,hint)}function controlOf(field,id,hinted){let{
name,type="text",required=!1,value="",options,maxlength,min,pattern}=field,shared={id,name,required,"aria-describedby":hinted?
`${id}-hint`:null};return options!==void 0?h("select",shared,options.map(([at,text])=>h("option",{value:at,selected:at===
value},text))):type==="textarea"?h("textarea",{...shared,rows:3,maxlength},value):h("input",{...shared,type,value:value===
""?null:value,maxlength,min,pattern,autocomplete:field.autocomplete??"off",placeholder:field.placeholder,inputmode:field.
inputmode,spellcheck:"false",autocapitalize:"none"})}function valuesOf(form){return Object.fromEntries([...new FormData(
form)].map(([name,value])=>[name,String(value)]))}function onSubmit(form,submit,describe3){let problem=form.querySelector(
".form-error"),isBusy=!1;form.noValidate=!0,form.addEventListener("input",()=>{problem!==null&&(problem.textContent="");
for(let field of form.querySelectorAll("[aria-invalid]"))field.ariaInvalid=null}),form.addEventListener("submit",async event=>{
if(event.preventDefault(),isBusy||problem===null)return;problem.textContent="";let wrong=[...form.querySelectorAll("inpu\
t, textarea, select")].find(field=>field instanceof HTMLInputElement||field instanceof HTMLTextAreaElement||field instanceof
HTMLSelectElement?!field.validity.valid:!1);for(let field of form.querySelectorAll("[aria-invalid]"))field.ariaInvalid=null;
if(wrong instanceof HTMLElement){wrong.ariaInvalid="true";let label=form.querySelector(`label[for="${wrong.id}"]`)?.textContent??
"",isMissing2="validity"in wrong&&wrong.validity.valueMissing;return problem.textContent=t(isMissing2?"form.missing":"fo\
rm.check",{field:label}),wrong.focus()}isBusy=!0,form.ariaBusy="true";try{await submit(valuesOf(form))}catch(error){problem.
textContent=describe3(error)}finally{isBusy=!1,form.ariaBusy=null}})}function untilFields(value="7d"){return[{name:"leng\
th",label:t("until.label"),value,options:["1h","1d","3d","7d","30d","365d","none","date"].map(at=>[at,t(`until.${at}`)])},
{name:"date",label:t("until.own"),type:"datetime-local"}]}function followUntil(form){let length=form.querySelector("sele\
ct[name=length]"),date=form.querySelector("input[name=date]");if(!(length instanceof HTMLSelectElement)||!(date instanceof
HTMLInputElement))return;let follow=()=>{date.required=length.value==="date",date.closest(".field")?.toggleAttribute("hi\
dden",!date.required)};length.addEventListener("change",follow),follow()}function untilOf({length="none",date=""}){if(length===
"date")return date===""?null:new Date(date).toISOString();let[,number2,unit]=/^(\d+)([hd])$/.exec(length)??[];return number2===
void 0?null:new Date(Date.now()+Number(number2)*(unit==="h"?36e5:864e5)).toISOString()}function askAct(context,{title,subject,ends:ends2=[],fields=[],reason="required",...act}){let form=h("form",{},h("p",{class:"\
form-error",role:"alert"}),fields.map(fieldElement),reason==="none"?null:fieldElement({name:"reason",label:t(reason==="r\
equired"?"act.reason":"act.reason_optional"),hint:t("act.reason_hint"),required:reason==="required",type:"textarea",maxlength:500}),
h("div",{class:"row end"},button(t("cancel"),()=>dialog.close(),"quiet"),h("button",{type:"submit",class:act.danger?"dan\
ger":"primary"},act.go??title)));followUntil(form);let dialog=openDialog({title,body:[subject?h("p",{class:"subject"},subject):
null,ends2.length>0?h("ul",{class:"consequences"},ends2.map(text=>h("li",{},text))):null,form]});onSubmit(form,async values=>{
values.reason===""&&delete values.reason;let made2=await act.does(values);dialog.close(),awaitRow(made2?.id),act.done?.(),
await showReceipt(context,title)},explain)}async function showReceipt({api:api2,may:may2,me:me2,receipts},title){let entry;
if(may2("audit.read")){let{items}=await api2.get("/audit",{actor:me2.actor,limit:1}).catch(()=>({items:[]}));entry=items[0]}
let words=entry===void 0?t("act.done",{title}):t("act.recorded",{action:entry.action,actor:me2.username??entry.actor}),more=entry===
void 0?null:[" · ",time(entry.at),entry.reason?` · “${entry.reason}” · `:" · ",link(`#/audit?entry=${entry.id}`,
`#${entry.id}`)];receipts.replaceChildren(h("p",{},words,more),button("×",()=>receipts.replaceChildren(),"quiet close")),
receipts.querySelector(".close")?.setAttribute("aria-label",t("close"))}var PAUSE_MS=250;function createFilters({query,setQuery},fields,changed2){let form=h("form",{class:"filters",role:"searc\
h","aria-label":t("filters")},fields.map(field=>fieldElement({...field,value:asShown(field,query[field.name]??"")})),h("\
button",{type:"reset",class:"quiet"},t("filters.clear"))),read=()=>{let values=valuesOf(form);for(let{name,type}of fields){
let value=(values[name]??"").trim();type==="datetime-local"&&value!==""?values[name]=new Date(value).toISOString():values[name]=
value}return Object.fromEntries(Object.entries(values).filter(([,value])=>value!==""))},timer=0,last=JSON.stringify(read()),
tell=()=>{clearTimeout(timer);let values=read();JSON.stringify(values)!==last&&(last=JSON.stringify(values),setQuery(values),
changed2(values))};return form.addEventListener("input",()=>{clearTimeout(timer),timer=setTimeout(tell,PAUSE_MS)}),form.
addEventListener("submit",event=>{event.preventDefault(),tell()}),form.addEventListener("reset",event=>{event.preventDefault();
for(let field of form.querySelectorAll("input, select"))field instanceof HTMLInputElement&&(field.value=""),field instanceof
HTMLSelectElement&&(field.selectedIndex=0);tell()}),{form,values:read}}function asShown({type},value){if(type!=="datetim\
e-local"||value==="")return value;let date=new Date(value);return new Date(date.getTime()-date.getTimezoneOffset()*6e4).
toISOString().slice(0,16)}function choices(all,values,name){return[["",all],...values.map(value=>[value,name(value)])]}var STATUSES=["active","suspended","banned"],HAS=["second_factor","unverified","guest","deleting"];function showAccounts(context,place2){
let{form,values}=createFilters(context,[{name:"search",label:t("accounts.search"),type:"search",hint:t("accounts.search_\
hint")},{name:"role",label:t("accounts.role"),options:choices(t("any"),ROLES,role=>t(`role.${role}`))},{name:"status",label:t(
"accounts.status"),options:choices(t("any"),STATUSES,status=>t(`status.${status}`))},{name:"has",label:t("accounts.has"),
options:choices(t("any"),HAS,has2=>t(`accounts.has.${has2}`))}],query=>list.reload(query)),list=createList(context,{label:t(
"room.accounts"),path:"/accounts",query:values(),empty:t("accounts.empty"),csv:"accounts",href:row=>`#/accounts/${row.id}`,
columns:[{label:t("accounts.name"),kind:"main",cell:row=>[link(`#/accounts/${row.id}`,row.username),h("span",{class:"hin\
t"},` #${row.id}`)]},{label:t("accounts.status"),cell:row=>statusBadge(row.status,row.deletesAt)},{label:t("accounts.rol\
e"),cell:row=>row.guest?t("account.guest"):roleBadge(row.role)},{label:t("accounts.email"),kind:"wide",cell:row=>row.email??
"–"},{label:t("accounts.last_login"),cell:row=>time(row.lastLogin,t("never"))},{label:t("accounts.door"),cell:row=>doorName(
living(row.sessions)[0]?.door)},{label:t("accounts.sessions"),kind:"number",cell:row=>String(living(row.sessions).length)}]});
place2.append(h("h1",{},t("room.accounts")),form,list.element)}function living(sessions){return(sessions??[]).filter(session=>!session.
ended)}var named=account=>t("act.subject",{name:account.username,id:account.id}),RANK={player:0,viewer:1,support:2,moderator:3,
admin:4};function mayActOn({me:me2},account){return account.id===me2.account?!1:me2.role==="admin"||(RANK[me2.role]??4)>
(RANK[account.role]??0)}function accountActs(context,account){let{api:api2,may:may2,again,hasMail:hasMail2}=context;if(!mayActOn(
context,account))return[];let path=`/accounts/${account.id}`,all=()=>describeEnds(context,account),offer=(permission,act,danger=!1)=>may2(
permission)?[{title:act.title,danger,ask:()=>{withEnds(context,{subject:named(account),danger,done:again,...act})}}]:[];
return[...offer("suspensions.write",{title:t("act.suspend"),ends:[all,t("act.told")],fields:[...untilFields("7d"),{name:"\
note",label:t("act.note"),hint:t("act.note_hint"),type:"textarea",maxlength:2e3},{name:"addresses",label:t("act.addresse\
s"),type:"checkbox"}],does:({reason,note,addresses,...end})=>api2.send("POST",`${path}/suspensions`,{reason,until:untilOf(
end),...note?{note}:{},...addresses?{addresses:!0}:{}})},!0),...living(account.sessions).length>0?offer("sessions.end",{
title:t("act.end_all"),ends:[all],does:({reason})=>api2.send("POST",`${path}/sessions/end`,{reason})}):[],...offer("sess\
ions.end",{title:t("act.revoke"),ends:[all,t("act.tokens")],does:({reason})=>api2.send("POST",`${path}/revoke`,{reason})}),
...hasMail2&&account.email?offer("account.reset_mail",{title:t("act.reset_mail"),ends:[t("act.reset_mail_ends",{email:account.
email})],does:({reason})=>api2.send("POST",`${path}/reset-mail`,{reason})}):[],...hasMail2&&account.email&&!account.emailVerified?
offer("mail.resend",{title:t("act.verification"),does:({reason})=>api2.send("POST",`${path}/verification-mail`,{reason})}):
[],...offer("recovery.link",{title:t("act.recovery"),ends:[t("act.recovery_ends")],fields:account.secondFactor?[{name:"r\
emove",label:t("act.remove_factor"),type:"checkbox",hint:t("act.remove_factor_hint")}]:[],does:async({reason,remove})=>{
let{url,expiresAt,validFrom}=await api2.send("POST",`${path}/recovery`,{reason,...remove?{removeSecondFactor:!0}:{}}),from=validFrom&&
new Date(validFrom)>new Date?timeText(validFrom):null;await showSecret(t("act.recovery"),t("act.recovery_shown",{name:account.
username}),url,`${from?`${t("act.valid_from",{at:from})} `:""}${t("act.expires",{at:timeText(expiresAt)})}`)}}),...offer(
"accounts.write",{title:t("act.rename"),ends:[t("act.rename_ends")],fields:[{name:"username",label:t("sign_in.username"),
required:!0,value:account.username,pattern:"[A-Za-z0-9_]{3,20}",hint:t("sign_in.username_hint")}],does:({reason,username})=>api2.
send("PATCH",path,{username,reason})}),...offer("accounts.write",{title:t("act.email"),ends:[t("act.email_ends")],fields:[
{name:"email",label:t("accounts.email"),type:"email",required:!0,value:account.email??""}],does:({reason,email})=>api2.send(
"PATCH",path,{email,reason})}),...offer("roles.write",{title:t("act.role"),fields:[{name:"role",label:t("accounts.role"),
value:account.role,options:ROLES.map(role=>[role,t(`role.${role}`)])}],reason:"optional",does:({reason,role})=>api2.send(
"PATCH",path,{role,...reason?{reason}:{}})}),...account.deletesAt?offer("accounts.delete",{title:t("act.restore"),reason:"\
optional",does:({reason})=>api2.send("POST",`${path}/restore`,reason?{reason}:{})}):offer("accounts.delete",{title:t("ac\
t.delete"),ends:[all,()=>describeDeletion(context)],fields:[{name:"now",label:t("act.delete_now"),type:"checkbox"}],does:({
reason,now})=>api2.send("DELETE",path,{reason,...now?{now:!0}:{}})},!0)]}async function withEnds(context,{ends:ends2=[],
...act}){askAct(context,{...act,ends:await Promise.all(ends2.map(text=>typeof text=="string"?text:text()))})}async function describeDeletion({
api:api2}){let{items}=await api2.get("/config").catch(()=>({items:[]})),{value}=items.find(({key})=>key==="accounts.dele\
tionGraceDays")??{};return typeof value!="number"?t("act.delete_ends"):value===0?t("act.delete_at_once"):count("act.dele\
te_after",value)}async function describeEnds({api:api2},account){let{sessions}=await api2.get(`/accounts/${account.id}`).
catch(()=>account),open=living(sessions);if(open.length===0)return t("act.ends_none");let seats=new Map;for(let{game}of open)
game&&seats.set(game,(seats.get(game)??0)+1);let parts2=[...seats].map(([game,n])=>t("act.seats_in",{seats:count("seats",
n),game:gameName(game)}));return t("act.ends",{what:[count("sessions",open.length),...parts2].join(", ")})}function liftSuspension(context,account,row){
askAct(context,{title:t("act.lift"),subject:named(account),ends:[t("act.lift_ends",{reason:row.reason})],reason:"optiona\
l",done:context.again,does:({reason})=>context.api.send("DELETE",`/accounts/${account.id}/suspensions/${row.id}`,reason?
{reason}:void 0)})}function editSuspension(context,account,row){askAct(context,{title:t("act.edit_suspension"),subject:named(
account),fields:[...untilFields("keep").map(keepable),{name:"note",label:t("act.note"),hint:t("act.note_hint"),type:"tex\
tarea",value:row.note??"",maxlength:2e3},{name:"reason",label:t("act.reason"),required:!0,type:"textarea",value:row.reason,
maxlength:500}],reason:"none",done:context.again,does:({reason,note,length,date})=>context.api.send("PATCH",`/accounts/${account.
id}/suspensions/${row.id}`,changesOf(row,{reason,note,length,date}))})}function keepable(field){return field.options===void 0?
field:{...field,options:[["keep",t("until.keep")],...field.options]}}function changesOf(row,{reason,note,length="keep",date=""}){
return{...reason!==void 0&&reason!==row.reason?{reason}:{},...(note??"")!==(row.note??"")?{note:note??""}:{},...length===
"keep"?{}:{until:untilOf({length,date})}}}function endSession(context,account,session){askAct(context,{title:t("act.end_\
session"),subject:named(account),ends:[t("act.end_session_ends",{door:doorName(session.door),address:session.address})],
done:context.again,does:({reason})=>context.api.send("DELETE",`/accounts/${account.id}/sessions/${session.id}`,{reason})})}
function writeNote(context,account){askAct(context,{title:t("account.write_note"),subject:named(account),ends:[t("accoun\
t.note_stays")],fields:[{name:"text",label:t("note"),type:"textarea",required:!0,maxlength:2e3}],reason:"none",done:context.
again,does:({text})=>context.api.send("POST",`/accounts/${account.id}/notes`,{text})})}function becauseOf({because:because2,said}){return because2?saidOf(wordsOf(said?.because??[],because2)):null}function actOf({
act,said}){return act?wordsOf(said?.act?[said.act]:[],act):null}function wordsOf(sayings,english2){let words=sayings.map(
({key,values:{methods="",by="",...values}})=>inWords(`said.${key}`,"",{...values,methods:methodNames(methods),by:wordFor(
"actor",by)}));return words.length===0||words.includes("")?english2:words.join("; ")}function methodNames(methods){return methods.
split(", ").map(method=>inWords(`method.${method}`,method)).join(", ")}function ruleName(rule){return wordFor("rule",rule)}function verdictBadge(verdict){return badge(t(`verdict.${verdict}`),
verdict==="pass"?"good":verdict==="refuse"?"bad":"wait")}function groupDoors(doors2){let groups=new Map;for(let{door:door2,
verdict,refusedBy,rules=[]}of doors2){let rule=refusedBy===null?null:refusalOf({refusedBy,rules})??{rule:refusedBy},key=JSON.
stringify([verdict,refusedBy,rule?.because]),group=groups.get(key)??{verdict,rule,names:[]};group.names.push(doorName(door2)),
groups.set(key,group)}return[...groups.values()]}function refusalOf({refusedBy,rules=[]}){return rules.find(({rule,verdict})=>rule===
refusedBy&&verdict==="refuse")}function doorTable(doors2){return h("ul",{class:"door-list"},groupDoors(doors2).map(({verdict,
rule,names})=>h("li",{},verdictBadge(verdict),h("strong",{},names.join(", ")),h("span",{class:"hint"},rule===null?"":reasonOf(
rule)))))}function reasonOf(rule){let because2=becauseOf(rule);return[ruleName(rule.rule),...because2===null?[]:[": ",...because2]]}async function showAccount(context,place2){let{api:api2,id,may:may2}=context,account=await api2.get(`/accounts/${encodeURIComponent(
id)}`),acts=accountActs(context,account);place2.append(h("div",{class:"title"},h("h1",{},account.username),h("span",{class:"\
hint"},`#${account.id}`),statusBadge(account.status,account.deletesAt),account.role==="player"?null:roleBadge(account.role)),
acts.length>0?h("div",{class:"acts",role:"group","aria-label":t("account.acts")},acts.map(({title,danger,ask})=>button(title,
ask,danger?"danger":""))):h("p",{class:"hint"},t(account.id===context.me.account?"account.yourself":"account.no_acts")),
h("div",{class:"columns"},factsOf(context,account),may2("diagnosis.read")?doorsOf(context,account):null,suspensionsOf(context,
account),may2("notes.write")?notesOf(context,account):null,sessionsOf(context,account),charactersOf(context,account),may2(
"accounts.private")?relatedOf(context,account):null,may2("trail.read")?loginsOf(context,account):null,may2("audit.read")?
whole(auditOf(context,account)):null))}function factsOf(context,account){let ways=context.may("accounts.private")?waysOf(
context,account):null,pending=account.usernamePending?[" ",h("span",{class:"hint"},t("account.pending_name"))]:[];return section(
t("account.facts"),facts([[t("accounts.name"),[account.username,...pending]],[t("accounts.email"),account.email?[account.
email," ",h("span",{class:"hint"},t(account.emailVerified?"account.verified":"account.unverified"))]:t("account.no_email")],
[t("account.created"),time(account.createdAt)],[t("accounts.last_login"),[time(account.lastLogin,t("never")),account.lastAddress?
" · ":"",account.lastAddress?addressLink(account.lastAddress):""]],[t("account.kind"),account.guest?t("account.guest"):
""],[t("account.second_factor"),t(account.secondFactor?"on":"off")],[t("account.deletes"),deletionOf(account.deletesAt)],
[t("account.macs"),(account.macs??[]).length>0?h("ul",{},account.macs.map(mac=>h("li",{},/x|…/.test(mac)?mac:link(`#/t\
rail?mac=${encodeURIComponent(mac)}`,mac)))):""]]),ways)}function deletionOf(deletesAt){return deletesAt?isOverdue(deletesAt)?
[time(deletesAt)," · ",link("#/system",t("account.overdue"))]:time(deletesAt):""}function waysOf({api:api2},account){let place2=h(
"div",{"aria-busy":"true"});return api2.get(`/accounts/${account.id}/ways-in`).then(ways=>place2.replaceChildren(waysFacts(
ways)),error=>place2.replaceChildren(failureNote(error))).finally(()=>place2.ariaBusy=null),place2}function waysFacts({password,
identities,passkeys,recoveryCodesLeft,games:games2,gameTokens}){let each=(all,show2)=>all.length===0?t("none"):h("ul",{},
all.map(one=>h("li",{},show2(one))));return facts([[t("account.password"),t(password?"yes":"no")],[t("account.identities"),
each(identities,({provider,subject})=>`${provider}: ${subject}`)],[t("account.passkeys"),each(passkeys,({name,lastUsed})=>[
name,h("span",{class:"hint"}," · ",time(lastUsed,t("never")))])],[t("account.codes_left"),String(recoveryCodesLeft)],[t(
"account.access"),each(games2,gameAccess)],[t("account.tokens"),each(gameTokens,({kind,server,game,expiresAt})=>[`${t(`t\
oken.${kind}`)}${server||game?` · ${server??game}`:""}`,h("span",{class:"hint"},` · ${t("ends")} `,time(expiresAt))])]])}
function gameAccess({name,access,window,gamePassword}){let more=window?[addressLink(window.address)," · ",t("ends")," ",
time(window.until)]:gamePassword?[t("account.last_used")," ",time(gamePassword.lastUsed,t("never"))]:[];return[`${name}:\
 ${t(`access.${access}`)}`,more.length>0?h("span",{class:"hint"}," · ",more):null]}function suspensionsOf(context,account){
let{may:may2}=context,list=createList(context,{label:t("account.suspensions"),path:`/accounts/${account.id}/suspensions`,
empty:t("account.suspensions_empty"),columns:[{label:t("state"),cell:row=>stateOf(row)},{label:t("reason"),kind:"main",cell:row=>[
row.reason,row.note?h("p",{class:"hint"},`${t("note")}: ${row.note}`):null,changesOf2(row)]},{label:t("since"),cell:row=>[
time(row.createdAt),h("p",{class:"hint"},actorName(row.createdBy))]},{label:t("ends"),cell:row=>row.liftedAt?[time(row.liftedAt),
h("p",{class:"hint"},actorName(row.liftedBy??"system"),row.liftReason?` · ${row.liftReason}`:"")]:ends(row.until)},{label:t(
"acts"),cell:row=>may2("suspensions.write")&&holds(row)?h("div",{class:"row"},button(t("lift"),()=>liftSuspension(context,
account,row),"small"),button(t("edit"),()=>editSuspension(context,account,row),"small")):""}]});return spread(t("account\
.suspensions"),list.element)}function holds(row){return!row.liftedAt&&(row.until===null||row.until===void 0||new Date(row.
until)>new Date)}function stateOf(row){let badge2=(text,kind)=>h("span",{class:`badge ${kind}`},text);return row.liftedAt?
badge2(t("state.lifted"),""):holds(row)?badge2(t("state.active"),"bad"):badge2(t("state.over"),"")}function changesOf2(row){
return!row.changes||row.changes.length===0?null:h("details",{},h("summary",{},count("changes",row.changes.length)),h("ul",
{},row.changes.map(change=>h("li",{},time(change.at)," · ",actorName(change.by),` · ${wordFor("field",change.field)}: `,
...saidOf(`${change.from??"–"} → ${change.to??"–"}`)))))}function doorsOf({api:api2},account){let place2=h("div",{
"aria-busy":"true"});return api2.get("/diagnosis",{account:account.id}).then(({doors:doors2})=>place2.replaceChildren(doorTable(
doors2),h("p",{},link(`#/why?account=${account.id}`,t("account.why")))),error=>place2.replaceChildren(failureNote(error))).
finally(()=>place2.ariaBusy=null),section(t("account.doors"),place2)}function sessionsOf(context,account){let rows2=account.
sessions??[],body=rows2.map((row,at)=>h("tr",{"data-key":row.id,tabindex:at===0?0:-1},cell(t("accounts.door"),doorName(row.
door)),cell(t("address"),addressLink(row.address)),cell(t("account.device"),row.device??"–"),cell(t("since"),time(row.
connected)),cell(t("account.active"),row.ended?[t("account.ended")," ",time(row.ended),row.endReason?` · ${wordFor("ses\
sion_end",row.endReason)}`:""]:time(row.lastActivity)),cell(t("acts"),!row.ended&&context.may("sessions.end")?button(t("\
account.end"),()=>endSession(context,account,row),"small"):""))),head=[t("accounts.door"),t("address"),t("account.device"),
t("since"),t("account.active"),t("acts")],table2=h("table",{class:"rows","data-list":!0,"aria-label":t("accounts.session\
s")},h("thead",{},h("tr",{},head.map(text=>h("th",{scope:"col"},text)))),h("tbody",{},body)),title=`${t("accounts.sessio\
ns")} · ${living(rows2).length}`;return spread(title,rows2.length===0?h("p",{class:"empty"},t("account.sessions_empty")):
h("div",{class:"table-place"},table2))}function cell(label,value){return h("td",{"data-label":label},h("div",{},value))}
function charactersOf(context,account){let list=createList(context,{label:t("account.characters"),path:`/accounts/${account.
id}/characters`,empty:t("account.characters_empty"),columns:[{label:t("accounts.name"),kind:"main",cell:row=>[row.name,h(
"span",{class:"hint"},` #${row.id}`)]},{label:t("game"),cell:row=>gameName(row.gameId??row.game_id)},{label:t("account.l\
evel"),kind:"number",cell:row=>row.level?.toLocaleString(locale2)??"–"},{label:t("account.class"),cell:row=>row.class??
"–"},{label:t("account.last_played"),cell:row=>time(row.lastPlayed,t("never"))}]});return spread(t("account.characters"),
list.element)}function notesOf(context,account){let list=createList(context,{label:t("account.notes"),path:`/accounts/${account.
id}/notes`,empty:t("account.notes_empty"),tools:[button(t("account.write_note"),()=>writeNote(context,account),"small")],
columns:[{label:t("note"),kind:"main",cell:row=>h("p",{class:"pre"},row.text)},{label:t("by"),cell:row=>actorName(row.by)},
{label:t("when"),cell:row=>time(row.at)}]});return spread(t("account.notes"),list.element)}function relatedOf(context,account){
let list=createList(context,{label:t("account.related"),path:`/accounts/${account.id}/related`,empty:t("account.related_\
empty"),rowKey:row=>String(row.account),href:row=>row.account?`#/accounts/${row.account}`:null,columns:[{label:t("accoun\
ts.name"),kind:"main",cell:row=>accountLink(row.account,row.username)},{label:t("accounts.status"),cell:row=>row.status?
statusBadge(row.status):"–"},{label:t("account.shares"),cell:row=>h("ul",{},(row.shares??[]).map(one=>h("li",{},t(`kin\
d.${one.kind==="mac"?"mac":"ip"}`)," ",one.kind==="mac"?code(macText(one.value)):addressLink(one.value),h("span",{class:"\
hint"}," · ",time(one.lastSeen)))))}]}),common=h("p",{class:"hint"});return context.api.get(`/accounts/${account.id}/re\
lated`,{limit:1}).then(({common:all=[]})=>{if(all.length===0)return;let values=all.map(one=>one.kind==="mac"?code(macText(
one.value)):addressLink(one.value));common.append(t("account.many"),": ",...values.flatMap((value,at)=>at===0?[value]:["\
, ",value]))},()=>{}),spread(t("account.related"),h("p",{class:"hint"},t("account.related_hint")),list.element,common)}function loginsOf(context,account){
let list=createList(context,{label:t("account.trail"),path:`/accounts/${account.id}/logins`,limit:20,empty:t("trail.empt\
y"),tools:[link(`#/trail?account=${account.id}`,t("see_all"))],columns:[{label:t("when"),cell:row=>time(row.at)},{label:t(
"accounts.door"),cell:row=>doorName(row.door)},{label:t("trail.result"),cell:row=>resultBadge(row.result)},{label:t("tra\
il.rule"),cell:row=>[row.rule?t(`rule.${row.rule}`):"–",row.code?h("span",{class:"hint"},` ${row.code}`):""]},{label:t(
"address"),cell:row=>addressLink(row.address)}]});return spread(t("account.trail"),list.element)}function auditOf(context,account){
let list=createList(context,{label:t("account.audit"),path:"/audit",limit:20,query:{account:account.id},empty:t("audit.e\
mpty"),tools:[link(`#/audit?account=${account.id}`,t("see_all"))],columns:[{label:t("when"),cell:row=>time(row.at)},{label:t(
"audit.action"),kind:"main",cell:row=>code(row.action)},{label:t("audit.actor"),cell:row=>actorName(row.actor)},{label:t(
"reason"),kind:"wide",cell:row=>row.reason?saidOf(row.reason):"–"}]});return spread(t("account.audit"),list.element)}function showAudit(context,place2){let{entry}=context.query,{form,values}=createFilters(context,[{name:"account",label:t(
"trail.account"),inputmode:"numeric"},{name:"action",label:t("audit.action"),hint:t("audit.action_hint")},{name:"actor",
label:t("audit.actor"),hint:t("audit.actor_hint")},{name:"from",label:t("from"),type:"datetime-local"},{name:"to",label:t(
"to"),type:"datetime-local"}],query=>list.reload(query)),list=createList(context,{label:t("room.audit"),path:"/audit",query:entry&&
/^\d+$/.test(entry)?{after:Number(entry)+1}:values(),empty:t("audit.empty"),csv:"audit",columns:[{label:t("when"),cell:row=>time(
row.at)},{label:t("audit.action"),kind:"main",cell:row=>[code(row.action),h("span",{class:"hint"},` #${row.id}`)]},{label:t(
"audit.actor"),cell:row=>actorName(row.actor)},{label:t("trail.account"),cell:row=>accountLink(row.account)},{label:t("a\
ccounts.door"),cell:row=>doorName(row.door)},{label:t("address"),cell:row=>addressLink(row.address)},{label:t("reason"),
kind:"wide",cell:row=>row.reason?saidOf(row.reason):"–"}]});place2.append(h("h1",{},t("room.audit")),h("p",{class:"hin\
t"},t(context.may("bans.write")?"audit.why":"audit.own")),form,list.element)}function addBan(context){askAct(context,{title:t("bans.add"),ends:[t("bans.add_ends")],danger:!0,fields:[{name:"kind",label:t(
"bans.kind"),options:[["ip",t("kind.ip")],["mac",t("kind.mac")]]},{name:"value",label:t("bans.value"),required:!0,hint:t(
"bans.value_hint"),maxlength:100},...untilFields("30d"),{name:"force",label:t("bans.force"),type:"checkbox"}],done:context.
again,does:({kind,value,reason,force,...end})=>context.api.send("POST","/bans",{kind,value,reason,until:untilOf(end),...force?
{force:!0}:{}})})}function editBan(context,ban){askAct(context,{title:t("bans.edit"),subject:macText(ban.value),fields:[
...untilFields("keep").map(keepable),{name:"note",label:t("act.note"),type:"textarea",value:ban.note??"",maxlength:2e3},
{name:"reason",label:t("act.reason"),required:!0,type:"textarea",value:ban.reason,maxlength:500}],reason:"none",done:context.
again,does:values=>context.api.send("PATCH",`/bans/${ban.id}`,changesOf(ban,values))})}function liftBans(context,bans){let[
only]=bans;askAct(context,{title:bans.length===1?t("bans.lift"):count("bans.lift_many",bans.length),subject:bans.map(({value})=>macText(
value)).join(", "),ends:[count("bans.lift_ends",bans.length)],reason:bans.length===1?"optional":"required",done:context.
again,does:({reason})=>bans.length===1&&only!==void 0?context.api.send("DELETE",`/bans/${only.id}`,reason?{reason}:void 0):
context.api.send("POST","/bans/lift",{ids:bans.map(({id})=>id),reason})})}function showBans(context,place2){let{may:may2}=context,writes=may2("bans.write"),chosen2=[],liftMany=button(t("bans.lif\
t"),()=>liftBans(context,chosen2),"");liftMany.hidden=!0;let{form,values}=createFilters(context,[{name:"search",label:t(
"search"),type:"search"},{name:"state",label:t("state"),options:choices(t("state.active"),["ended","all"],state=>t(`stat\
e.${state}`))},{name:"kind",label:t("bans.kind"),options:choices(t("any"),["ip","mac"],kind=>t(`kind.${kind}`))}],query=>list.
reload(query)),list=createList(context,{label:t("room.bans"),path:"/bans",query:values(),empty:t("bans.empty"),csv:"bans",
...writes?{tick:rows2=>{chosen2=rows2.filter(holds),liftMany.hidden=chosen2.length===0,liftMany.textContent=count("bans.\
lift_many",chosen2.length)}}:{},columns:[{label:t("bans.value"),kind:"main",cell:row=>[code(macText(row.value)),h("p",{class:"\
hint"},t(`kind.${row.kind}`))]},{label:t("state"),cell:stateOf},{label:t("reason"),kind:"wide",cell:row=>[row.reason,row.
note?h("p",{class:"hint"},row.note):null,changesOf2(row)]},{label:t("since"),cell:row=>[time(row.createdAt),h("p",{class:"\
hint"},row.automatic?t("bans.automatic"):actorName(row.createdBy))]},{label:t("ends"),cell:row=>row.liftedAt?[time(row.liftedAt),
h("p",{class:"hint"},actorName(row.liftedBy??"system"),row.liftReason?` · ${row.liftReason}`:"")]:ends(row.until)},{label:t(
"bans.hits"),kind:"short",cell:row=>hits(row,may2("trail.read"))},{label:t("acts"),cell:row=>writes&&holds(row)?h("div",
{class:"row"},button(t("lift"),()=>liftBans(context,[row]),"small"),button(t("edit"),()=>editBan(context,row),"small")):
""}]});place2.append(h("div",{class:"title"},h("h1",{},t("room.bans")),writes?button(t("bans.add"),()=>addBan(context),"\
primary"):null,liftMany),form,list.element)}function hits(row,mayTrail){let text=typeof row.hits=="number"?count("accoun\
ts_n",row.hits):t("bans.who"),attempts=`#/trail?${row.kind==="mac"?"mac":"address"}=${encodeURIComponent(row.value)}`;return[
link(`#/accounts?search=${encodeURIComponent(row.value)}`,text),mayTrail?h("p",{},link(attempts,t("bans.attempts"))):null]}function table(label,columns,rows2){return h("div",{class:"table-place",role:"group","aria-label":label,tabindex:0},h("t\
able",{class:"rows","aria-label":label},h("thead",{},h("tr",{},columns.map(([name,,kind])=>h("th",{scope:"col",class:kind},
name)))),h("tbody",{},rows2.map(row=>h("tr",{},columns.map(([name,cell2,kind])=>h("td",{class:kind,"data-label":name},h(
"div",{},cell2(row)))))))))}var ONE_DIGIT={minimumFractionDigits:1,maximumFractionDigits:1};async function showGames({api:api2,again},place2){place2.
append(h("h1",{},t("room.games")));try{let{items}=await api2.get("/modules");place2.append(h("div",{class:"columns"},items.
map(moduleCard))),items.length===0&&place2.append(h("p",{class:"empty"},t("games.empty")))}catch(error){place2.append(failureNote(
error,again))}}function moduleCard(module){let calls=module.calls??[],ports=module.ports??[];return h("section",{class:"\
card","aria-label":module.name},h("div",{class:"title"},h("h2",{},module.name),h("span",{class:"hint"},`${module.id} ${module.
version??""}`)),facts([[t("games.source"),module.source==="built in"?t("games.built_in"):module.source],[t("games.doors"),
ports.map(port=>`${port.name} ${port.port}`).join(", ")],[t("games.hooks"),(module.hooks??[]).join(", ")],[t("system.job\
s"),(module.jobs??[]).join(", ")],[t("room.servers"),link("#/servers",t("see_all"))]]),calls.length===0?h("p",{class:"em\
pty"},t("games.no_calls")):table(t("games.calls"),[[t("games.work"),row=>row.work],[t("games.calls"),row=>row.calls.toLocaleString(
locale2),"number"],[t("games.failures"),row=>row.failures>0?badge(row.failures.toLocaleString(locale2),"bad"):"0","numbe\
r"],[t("games.timeouts"),row=>row.timeouts.toLocaleString(locale2),"number"],[t("games.ms"),row=>(row.calls===0?0:row.totalMs/
row.calls).toLocaleString(locale2,ONE_DIGIT),"number"]],calls))}function showOperators(context,place2){let{may:may2}=context,invites=may2("roles.write"),roles=ROLES.filter(role=>role!==
"player").reverse();place2.append(h("div",{class:"title"},h("h1",{},t("room.operators")),invites?button(t("operators.inv\
ite"),()=>invite(context),"primary"):null),h("div",{class:"columns"},roles.map(role=>spread(t(`role.${role}`),h("p",{class:"\
hint"},t(`role.${role}.may`)),operatorsOf(context,role))),invites?spread(t("operators.invitations"),invitationsOf(context)):
null))}function operatorsOf(context,role){return createList(context,{label:t(`role.${role}`),path:"/accounts",query:{role},
empty:t("operators.none"),href:row=>`#/accounts/${row.id}`,columns:[{label:t("accounts.name"),kind:"main",cell:row=>[link(
`#/accounts/${row.id}`,row.username),row.id===context.me.account?h("span",{class:"hint"},` ${t("operators.you")}`):""]},
{label:t("accounts.status"),cell:row=>statusBadge(row.status)},{label:t("account.second_factor"),cell:row=>row.secondFactor?
badge(t("on"),"good"):badge(t("off"),"wait")},{label:t("operators.seen"),cell:row=>time(lastSeen(row),t("never"))},{label:t(
"acts"),cell:row=>accountActs(context,row).filter(({title})=>title===t("act.role")).map(({title,ask})=>button(title,ask,
"small"))}]}).element}function lastSeen({sessions,lastLogin}){return[lastLogin,...living(sessions).map(({lastActivity})=>lastActivity)].
filter(at=>at!==null).sort().at(-1)??null}function invitationsOf(context){return createList(context,{label:t("operators.\
invitations"),path:"/invites",empty:t("operators.invitations_empty"),columns:[{label:t("accounts.role"),kind:"main",cell:row=>roleBadge(
row.role)},{label:t("by"),cell:row=>row.createdBy||row.by?actorName(row.createdBy??row.by):"–"},{label:t("reason"),kind:"\
wide",cell:row=>row.reason??"–"},{label:t("ends"),cell:row=>time(row.expiresAt)},{label:t("acts"),cell:row=>button(t("\
operators.withdraw"),()=>askAct(context,{title:t("operators.withdraw"),subject:t(`role.${row.role}`),reason:"none",done:context.
again,does:()=>context.api.send("DELETE",`/invites/${row.id}`)}),"small")}]}).element}function invite(context){askAct(context,
{title:t("operators.invite"),ends:[t("operators.invite_ends")],fields:[{name:"role",label:t("accounts.role"),value:"supp\
ort",options:ROLES.filter(role=>role!=="player").map(role=>[role,t(`role.${role}`)])}],done:context.again,does:async({role,
reason})=>{let{id,url,expiresAt}=await context.api.send("POST","/invites",{role,reason});return await showSecret(t("oper\
ators.invite"),t("operators.invite_shown"),url,t("act.expires",{at:timeText(expiresAt)})),{id}}})}import uPlot from"../vendor/uplot/uPlot.esm.js";var HEIGHT=150,FEW=10,WHOLE=[1,10,100,1e3,1e4,1e5,1e6].flatMap(unit=>[unit,2*unit,5*unit]),COLORS=["--good","--accent-sh\
ade","--danger","--line-4","--line-5","--line-6"];function createChart(title,names,columns,{minutes,signal}){let place2=h(
"div",{class:"chart",role:"img","aria-label":describe(title,names,columns)}),style=()=>getComputedStyle(document.documentElement),
plot=null,draw2=()=>{plot?.destroy();let ink=colorOf(style(),"--ink-soft"),grid={stroke:colorOf(style(),"--edge"),width:1},
axis={stroke:ink,font:"12px sans-serif",grid,ticks:grid};plot=new uPlot({width:Math.max(place2.clientWidth,200),height:HEIGHT,
cursor:{y:!1,drag:{x:!1,y:!1}},legend:{live:!0},scales:{x:{range:()=>[Date.now()/1e3-minutes*60,Date.now()/1e3]},y:{range:(_plot,low,high)=>[
Math.min(0,low??0),Math.max(1,(high??0)*1.1)]}},axes:[{...axis,values:(_plot,splits)=>splits.map(at=>new Date(at*1e3).toLocaleTimeString(
locale2,{hour:"2-digit",minute:"2-digit",hourCycle:"h23"}))},{...axis,size:44,incrs:WHOLE,values:(_plot,splits)=>splits.
map(value=>value.toLocaleString(locale2))}],series:[{label:t("chart.time"),value:(_plot,at)=>new Date((at??latest(0)??0)*
1e3).toLocaleTimeString(locale2,{hour:"2-digit",minute:"2-digit",hourCycle:"h23"})},...names.map((label,at)=>({label,stroke:colorOf(
style(),COLORS[at%COLORS.length]??"--ink"),width:2,spanGaps:!1,points:{show:()=>(columns[0]?.length??0)<FEW},value:(_plot,value,column)=>(value??
latest(column))?.toLocaleString(locale2)??"–"}))]},columns,place2)},latest=column=>columns[column]?.findLast(value=>value!==
null),watcher=new ResizeObserver(()=>plot===null?draw2():plot.setSize({width:Math.max(place2.clientWidth,200),height:HEIGHT}));
return watcher.observe(place2),matchMedia("(prefers-color-scheme: dark)").addEventListener("change",draw2,{signal}),signal.
addEventListener("abort",()=>{watcher.disconnect(),plot?.destroy()}),{element:place2,update(next){columns=next,place2.setAttribute(
"aria-label",describe(title,names,next)),plot?.setData(next)}}}function colorOf(style,name){let probe=h("span",{});probe.
style.color=style.getPropertyValue(name),document.body.append(probe);let color=getComputedStyle(probe).color;return probe.
remove(),color}function describe(title,names,columns){return`${title}: ${names.map((name,at)=>`${name} ${columns[at+1]?.
findLast(value=>value!==null)??"–"}`).join(", ")}`}function columnsOf(names,[measured,...answers]){let[base=new Map,...series]=[measured??{},...answers].map(pointsOf),known=[
...base.keys(),...series.flatMap(points=>[...points.keys()])];if(known.length===0)return[[],...names.map(()=>[])];let first=known.
reduce((one,other)=>Math.min(one,other)),last=known.reduce((one,other)=>Math.max(one,other)),times=Array.from({length:(last-
first)/60+1},(_,at)=>first+at*60);return[times,...series.map(points=>times.map(at=>points.get(at)??(base.has(at)?0:null)))]}
function pointsOf(answer){let points=answer.points??answer.items??[];return new Map(points.filter(({value})=>value!==null).
map(({at,value})=>{let seconds=new Date(at).getTime()/1e3;return[seconds-seconds%60,value]}))}var LIVE_MS=5e3,SERIES_MS=6e4;async function showOverview(context,place2){let{api:api2,signal}=context,numbers=h("div",{
class:"tiles"}),hand=h("div",{class:"hand"}),charts=h("div",{class:"columns charts"}),said=h("p",{class:"hint",role:"sta\
tus"});place2.append(h("div",{class:"title"},h("h1",{},t("room.overview")),said,spans(context)),hand,numbers,charts);let lookedAt="",
look=async()=>{try{let overview2=await api2.get("/overview");return signal.aborted?null:(hand.replaceChildren(...needs(overview2)),
numbers.replaceChildren(...tiles(overview2)),said.textContent="",lookedAt=new Date().toISOString(),overview2)}catch(error){
return signal.aborted||(numbers.childElementCount===0?hand.replaceChildren(failureNote(error,()=>{look()})):said.textContent=
`${t("overview.as_of",{at:timeText(lookedAt)})} ${explain(error)}`),null}},overview=await look();if(every(LIVE_MS,signal,
look),overview!==null)for(let chart of chartsOf(overview))draw(context,charts,chart)}function chartsOf({seats,lines}){let each=(parts2,beginning)=>Object.
keys(parts2).map(name=>`${beginning}.${name}`);return[{title:"overview.sign_ins",series:["sign_ins.succeeded","sign_ins.\
failed","sign_ins.refused"]},{title:"overview.sessions_and_seats",series:["sessions",...each(seats??{},"seats")]},{title:"\
overview.lines",series:each(lines??{},"lines")},{title:"overview.load",series:["hash_queue","hooks.failed"]}].filter(({series})=>series.
length>0)}function spans({query,setQuery,again}){return h("div",{class:"row",role:"group","aria-label":t("overview.span")},
["180","1440"].map(minutes=>{let choice=button(t(`overview.minutes.${minutes}`),()=>{setQuery(minutes==="180"?{}:{minutes}),
again()},"toggle");return choice.ariaPressed=String((query.minutes??"180")===minutes),choice}))}async function draw({api:api2,
query,signal},charts,{title,series}){let place2=section(t(title));charts.append(place2);let minutes=Number(query.minutes??
180),read=async()=>columnsOf(series,await Promise.all(["sessions",...series].map(name=>api2.get("/series",{name,minutes}))));
try{let chart=createChart(t(title),series.map(seriesName),await read(),{minutes,signal});place2.append(chart.element),every(
SERIES_MS,signal,async()=>chart.update(await read()))}catch(error){signal.aborted||place2.append(failureNote(error))}}function seriesName(name){
let part2=name.slice(name.indexOf(".")+1);return has(`series.${name}`)?t(`series.${name}`):partName(part2)}function every(pauseMs,signal,act){
let timer=setInterval(()=>{document.visibilityState==="visible"&&act().catch(()=>{})},pauseMs);signal.addEventListener("\
abort",()=>clearInterval(timer))}function needs({serversOffline=[],mails:mails2={},stuckDeletions=0,failedHooks=0,backups:backups2=null,
hearing=!0}){let lines=[...serversOffline.map(({name,lastHeartbeat})=>link("#/servers",t("need.server",{name,ago:ago(new Date(
lastHeartbeat))}))),...mails2.givenUp>0?[link("#/system?state=given_up",count("need.mails",mails2.givenUp))]:[],...stuckDeletions>
0?[link("#/accounts?has=deleting",count("need.deletions",stuckDeletions))]:[],...failedHooks>0?[link("#/games",count("ne\
ed.hooks",failedHooks))]:[],...isOverdue2(backups2)?[link("#/system",needOfBackup(backups2))]:[],...hearing?[]:[link("#/\
system",t("need.hearing"))]];return lines.length===0?[h("p",{class:"all-well"},t("overview.all_well"))]:[h("section",{class:"\
card needs","aria-label":t("overview.needs")},h("h2",{},t("overview.needs")),h("ul",{},lines.map(line=>h("li",{},line))))]}
function isOverdue2(backups2){return backups2===null||backups2.everyHours===0?!1:backups2.latest===null||Date.now()-Date.
parse(backups2.latest)>2*backups2.everyHours*36e5}function needOfBackup(backups2){let latest=backups2?.latest??null;return latest===
null?t("need.no_backup"):t("need.backup",{ago:ago(new Date(latest))})}function tiles(overview){let{signIns,sessions,seats,
lines,hashQueue,failedHooks,mails:mails2,bansInForce,serversOffline=[],backups:backups2}=overview;return[parts("signIns",
signIns,result=>`#/trail?result=${result}`,["succeeded","failed","refused"]),number("sessions",sessions,"#/accounts"),parts(
"seats",seats,()=>"#/accounts"),parts("lines",lines,door2=>`#/trail?door=${door2}`),number("bansInForce",bansInForce,"#/\
bans"),number("serversOffline",serversOffline.length,"#/servers"),parts("mails",mails2,state=>`#/system?state=${state===
"givenUp"?"given_up":state}`),number("failedHooks",failedHooks,"#/games"),number("hashQueue",hashQueue,"#/system"),backups2?
tile("backups","#/system",h("p",{},link("#/system",backups2.latest?ago(new Date(backups2.latest)):t("overview.no_backup")))):
null].filter(tile2=>tile2!==null)}function number(name,value,href){return tile(name,href,h("p",{class:"big"},link(href,shown(
value))))}function parts(name,values={},href,always=[]){let rows2=[...new Set([...always,...Object.keys(values)])].map(part2=>h(
"div",{},h("dt",{},partName(part2)),h("dd",{},link(href(part2),shown(values[part2]??0)))));return tile(name,href(""),rows2.
length===0?h("p",{class:"hint"},t("none")):h("dl",{},rows2))}function tile(name,href,content){return h("div",{class:"til\
e"},h("h2",{},link(href,t(`overview.${name}`))),content)}function partName(part2){for(let kind of["result","overview.par\
t"])if(has(`${kind}.${part2}`))return t(`${kind}.${part2}`);return doorName(part2)}function shown(value){return typeof value==
"number"?value.toLocaleString(locale2):"–"}var SILENCE_MS=9e4,TYPES={pve:"PvE",pvp:"PvP"};function showServers(context,place2){let writes=context.may("servers.writ\
e"),list=createList(context,{label:t("room.servers"),path:"/servers",empty:t("servers.empty"),columns:[{label:t("account\
s.name"),kind:"main",cell:row=>[row.name,h("span",{class:"hint"},` ${row.id}`)]},{label:t("state"),cell:row=>isOnline(row)?
badge(t("servers.online"),"good"):badge(t("servers.offline"),"bad")},{label:t("game"),cell:row=>row.game_id?gameName(row.
game_id):t("servers.every_game")},{label:t("address"),kind:"wide",cell:row=>code(`${row.address}:${row.port}`)},{label:t(
"servers.type"),cell:row=>TYPES[String(row.type)]??row.type},{label:t("servers.players"),kind:"number",cell:row=>(row.players??
0).toLocaleString(locale2)},{label:t("servers.heartbeat"),cell:row=>time(row.last_heartbeat,t("never"))},{label:t("acts"),
cell:row=>writes||context.may("keys.write")?h("div",{class:"row"},actsOf(context,row)):""}]});place2.append(h("div",{class:"\
title"},h("h1",{},t("room.servers")),writes?button(t("servers.add"),()=>addServer(context),"primary"):null),list.element)}
function isOnline(row){return row.online&&(row.last_heartbeat===null||Date.now()-new Date(row.last_heartbeat).getTime()<
SILENCE_MS)}function actsOf(context,row){let{api:api2,may:may2,again}=context,path=`/servers/${encodeURIComponent(row.id)}`,
subject=`${row.name} (${row.id})`;return[...may2("servers.write")?[button(t(row.online?"servers.close":"servers.open"),()=>askAct(
context,{title:t(row.online?"servers.close":"servers.open"),subject,ends:[t(row.online?"servers.close_ends":"servers.ope\
n_ends")],reason:"none",done:again,does:()=>api2.send("PATCH",path,{online:!row.online})}),"small"),button(t("edit"),()=>askAct(
context,{title:t("servers.edit"),subject,fields:serverFields(row).filter(({name})=>name!=="id"),reason:"none",done:again,
does:values=>api2.send("PATCH",path,changed(row,bodyOf(values)))}),"small")]:[],...may2("keys.write")?[button(t("servers\
.key"),()=>askAct(context,{title:t("servers.key"),subject,ends:[t("servers.key_ends")],reason:"none",does:async()=>await showSecret(
t("servers.key"),t("servers.key_shown",{name:row.name}),(await api2.send("POST",`${path}/key`)).key)}),"small")]:[],...may2(
"servers.write")?[button(t("delete"),()=>askAct(context,{title:t("servers.delete"),subject,ends:[t("servers.delete_ends")],
reason:"none",danger:!0,done:again,does:()=>api2.send("DELETE",path)}),"small danger")]:[]]}function addServer(context){
askAct(context,{title:t("servers.add"),fields:serverFields({}),reason:"none",done:context.again,does:async values=>{let{
id,key,name}=await context.api.send("POST","/servers",bodyOf(values));return await showSecret(t("servers.key"),t("server\
s.key_shown",{name}),key),{id}}})}function gameChoices(before){let known=games().map(({id,name})=>[id,name]);return[["",
t("servers.every_game")],...known,...before&&known.every(([id])=>id!==before)?[[before,before]]:[]]}function serverFields(row){
return[{name:"id",label:t("servers.id"),required:!0,hint:t("servers.id_hint"),maxlength:64},{name:"name",label:t("accoun\
ts.name"),required:!0,value:row.name??""},{name:"game_id",label:t("game"),options:gameChoices(row.game_id),value:row.game_id??
""},{name:"address",label:t("address"),required:!0,value:row.address??""},{name:"port",label:t("servers.port"),type:"num\
ber",required:!0,min:1,value:row.port===void 0?"":String(row.port)},{name:"type",label:t("servers.type"),options:Object.
entries(TYPES),value:row.type??"pve"}]}function bodyOf({id,name,game_id,address,port,type}){return{...id===void 0?{}:{id},
name,game_id:game_id||null,address,port:Number(port),type}}function changed(row,body){return Object.fromEntries(Object.entries(
body).filter(([name,value])=>row[name]!==value))}function showSettings(settings){let field=fieldElement({name:"setting",label:t("system.find_setting"),type:"search"}),found=h(
"p",{class:"hint",role:"status"}),place2=h("div",{class:"list"}),show2=()=>{let wanted=field.querySelector("input")?.value.
trim().toLowerCase()??"",fitting=settings.filter(setting=>textOf(setting).includes(wanted));found.textContent=wanted===""?
"":count("system.settings",fitting.length),place2.replaceChildren(...wanted===""?inGroups(settings):fitting.length===0?[]:
[rows(fitting)])};return field.addEventListener("input",show2),show2(),h("div",{class:"list"},h("div",{class:"filters"},
field),found,place2)}function inGroups(settings){let set=settings.filter(({value,default:usual})=>value!==null&&JSON.stringify(
value)!==JSON.stringify(usual)),groups=Map.groupBy(settings,({key})=>key.includes(".")?key.split(".")[0]:"");return[h("h\
3",{},t("system.set_here")),set.length===0?h("p",{class:"empty"},t("system.none_set")):rows(set),h("h3",{},t("system.all\
_settings")),...[...groups].map(([name,items])=>h("details",{},h("summary",{},name===""?t("system.server_itself"):code(name),
` · ${count("system.settings",items.length)}`),rows(items)))]}function rows(settings){return table(t("system.config"),[
[t("system.key"),({key})=>code(key)],[t("system.value"),({value})=>code(settingText(value)),"wide"],[t("system.about"),setting=>h(
"span",{class:"hint"},aboutOf(about(setting))),"wide"]],settings)}function about(setting){return inWords(`config.${setting.
key}`,setting.about??"")}function textOf(setting){return[setting.key,setting.variable,settingText(setting.value),about(setting)].
join(" ").toLowerCase()}function settingText(value){return value==null||value===""?"":Array.isArray(value)&&value.every(
one=>typeof one=="string")?value.join(", "):typeof value=="string"?value:JSON.stringify(value)}function aboutOf(text){return text.
split("`").map((part2,at)=>at%2===0?part2:code(part2))}var ROWS=10;function showSystem(context,place2){let{may:may2}=context,parts2=[mails(context),...may2("backups.write")?[backups(
context)]:[],...may2("webhooks.write")?[webhooks(context)]:[],keys(context),whole(jobs(context)),whole(configuration(context))];
place2.append(h("div",{class:"title"},h("h1",{},t("room.system")),link("api/",t("system.api"))),index(parts2),h("div",{class:"\
columns"},parts2))}function index(parts2){let ways=parts2.map(part2=>button(part2.ariaLabel??"",()=>{part2.tabIndex=-1,part2.
scrollIntoView(),part2.focus({preventScroll:!0})},"small"));return h("div",{class:"acts index",role:"group","aria-label":t(
"system.parts")},ways)}function part({api:api2,signal},title,path,show2){let place2=h("div",{"aria-busy":"true"}),load2=()=>{
api2.get(path).then(answer=>place2.replaceChildren(show2(answer)),error=>place2.replaceChildren(failureNote(error,load2))).
finally(()=>place2.ariaBusy=null)};return signal.aborted||load2(),spread(title,place2)}function jobs(context){return part(
context,t("system.jobs"),"/jobs",({items=[]})=>{if(items.length===0)return h("p",{class:"empty"},t("system.jobs_empty"));
let{failed=[],others=[]}=Object.groupBy(items,({result})=>result==="failed"?"failed":"others");return h("div",{class:"li\
st"},failed.length===0?h("p",{class:"all-well"},t("system.jobs_fine")):jobTable(failed),h("details",{open:matchMedia("(m\
in-width: 65rem)").matches},h("summary",{},count(failed.length===0?"system.all_jobs":"system.other_jobs",others.length)),
jobTable(others)))})}function jobTable(rows2){return table(t("system.jobs"),[[t("accounts.name"),({name})=>name],[t("sys\
tem.last_run"),({lastRun})=>time(lastRun,t("never"))],[t("system.due"),({dueAt})=>time(dueAt)],[t("system.runs"),({runs,
failures})=>[runs.toLocaleString(locale2),failures>0?` (${count("system.failures",failures)})`:""],"number"],[t("state"),
({result,error})=>result==="failed"?[badge(t("system.failed"),"bad")," ",error??""]:result===null?badge(t("system.waits"),
"wait"):badge(t("system.fine"),"good")]],rows2)}function mails(context){let{form,values}=createFilters(context,[{name:"s\
tate",label:t("state"),options:choices(t("any"),["waiting","given_up"],state=>t(`mail.${state}`))}],query=>list.reload(query)),
list=createList(context,{label:t("system.mails"),path:"/mails",query:values(),empty:t("system.mails_empty"),limit:ROWS,columns:[
{label:t("when"),cell:row=>time(row.createdAt)},{label:t("system.mail"),kind:"main",cell:row=>[wordFor("mail_name",row.name),
" ",accountLink(row.account)]},{label:t("state"),cell:row=>[badge(t(`mail.${row.state}`),row.state==="sent"?"good":row.state===
"waiting"?"wait":"bad"),row.error?h("p",{class:"hint"},row.error):""]},{label:t("system.tries"),kind:"number",cell:row=>String(
row.tries)},{label:t("acts"),cell:row=>row.state!=="sent"&&context.may("mail.resend")?button(t("try_again"),()=>askAct(context,
{title:t("system.retry"),reason:"none",done:context.again,does:()=>context.api.send("POST",`/mails/${row.id}/retry`)}),"\
small"):""}]});return spread(t("system.mails"),form,list.element)}function backups(context){let{api:api2,again}=context,
list=createList(context,{label:t("system.backups"),path:"/backups",empty:t("system.backups_empty"),limit:ROWS,missing:t(
"system.backups_elsewhere"),rowKey:row=>row.name,tools:[button(t("system.back_up"),()=>askAct(context,{title:t("system.b\
ack_up"),ends:[t("system.back_up_ends")],reason:"none",done:again,does:()=>api2.send("POST","/backups")}),"small")],columns:[
{label:t("accounts.name"),kind:"main",cell:row=>code(row.name)},{label:t("when"),cell:row=>time(row.at)},{label:t("syste\
m.size"),kind:"number",cell:row=>bytes(row.bytes)},{label:t("acts"),cell:row=>button(t("download"),()=>{api2.download(`/\
backups/${encodeURIComponent(row.name)}`,{},row.name)},"small")}]});return spread(t("system.backups"),list.element)}function bytes(size){
return typeof size!="number"?"–":size<1048576?`${Math.ceil(size/1024)} KiB`:`${(size/1048576).toLocaleString(locale2,{
maximumFractionDigits:1})} MiB`}function webhooks(context){let{api:api2,again}=context,list=createList(context,{label:t(
"system.webhooks"),path:"/webhooks",empty:t("system.webhooks_empty"),limit:ROWS,tools:[button(t("system.add_webhook"),()=>askAct(
context,{title:t("system.add_webhook"),fields:[{name:"url",label:"URL",type:"url",required:!0,hint:t("system.webhook_url")},
{name:"events",label:t("system.events"),required:!0,hint:t("system.events_hint"),type:"textarea",value:"account.ban, acc\
ount.suspend, server.offline, account.locked_out"}],reason:"none",done:again,does:async({url,events=""})=>{let{id,secret}=await api2.
send("POST","/webhooks",{url,events:events.split(/[\s,]+/).filter(event=>event!=="")});return await showSecret(t("system\
.add_webhook"),t("system.webhook_secret"),secret),{id}}}),"small")],columns:[{label:"URL",kind:"main",cell:row=>code(row.
url)},{label:t("system.events"),kind:"wide",cell:row=>(row.events??[]).join(", ")},{label:t("state"),cell:row=>row.state===
"off"?badge(t("off"),"bad"):badge(t("on"),"good")},{label:t("acts"),cell:row=>button(t("delete"),()=>askAct(context,{title:t(
"system.delete_webhook"),subject:row.url,reason:"none",danger:!0,done:again,does:()=>api2.send("DELETE",`/webhooks/${row.
id}`)}),"small danger")}]});return spread(t("system.webhooks"),list.element)}function keys(context){let rotate=context.may(
"keys.write")?button(t("system.rotate"),()=>askAct(context,{title:t("system.rotate"),ends:[t("system.rotate_ends")],done:context.
again,does:({reason})=>context.api.send("POST","/keys/rotate",{reason})}),"small"):null;return part(context,t("system.ke\
ys"),"/keys",({items=[]})=>h("div",{class:"list"},items.length===0?h("p",{class:"empty"},t("system.keys_empty")):table(t(
"system.keys"),[[t("system.key"),row=>code(row.id)],[t("system.algorithm"),row=>row.algorithm],[t("since"),row=>time(row.
createdAt)],[t("state"),row=>row.retiredAt===null?badge(t("system.signs"),"good"):[badge(t("system.verifies"),""),row.expiresAt?
[" ",t("system.until")," ",time(row.expiresAt)]:""].flat(2)]],items),rotate===null?null:h("div",{},rotate)))}function configuration(context){
return part(context,t("system.config"),"/config",({items=[]})=>showSettings(items))}var TRAIL_COLUMNS=[{label:t("when"),cell:row=>time(row.at)},{label:t("accounts.door"),cell:row=>doorName(row.door)},{label:t(
"accounts.name"),kind:"main",cell:row=>[row.account?accountLink(row.account,row.name):row.name??"–",row.count>1?h("spa\
n",{class:"hint"},` ×${row.count}`):""]},{label:t("trail.result"),cell:row=>resultBadge(row.result)},{label:t("trail.ru\
le"),kind:"mid",cell:row=>row.rule?[ruleName(row.rule),row.code&&!row.wire?.includes(row.code)?h("span",{class:"hint"},`\
 ${row.code}`):"",row.words?h("p",{class:"hint"},`“${row.words}”`):""]:row.code?code(row.code):"–"},{label:t("trai\
l.wire"),cell:row=>code(row.wire)},{label:t("address"),cell:row=>addressLink(row.address)},{label:t("trail.client"),cell:row=>[
row.client??row.device??"–",row.mac?h("p",{class:"hint mac"},macText(row.mac)):""]}];function trailTable(rows2,empty){
return rows2.length===0?h("p",{class:"empty"},empty):h("div",{class:"table-place"},h("table",{class:"rows","aria-label":t(
"room.trail"),"data-list":!0},h("thead",{},h("tr",{},TRAIL_COLUMNS.map(({label,kind})=>h("th",{scope:"col",class:kind},label)))),
h("tbody",{},rows2.map((row,at)=>h("tr",{"data-key":row.id,tabindex:at===0?0:-1},TRAIL_COLUMNS.map(({label,kind,cell:cell2})=>h(
"td",{class:kind,"data-label":label},h("div",{},cell2(row)))))))))}var RULES=["line.cap","client.version","address.ban","address.attempts","mac.ban","account.known","account.attempts","ac\
count.guest","door.secret","password","second.factor","door.access","account.status","token","realm.online","hook","serv\
er"],WAITING_MAX=500,AGAIN_MS=3e3;function showTrail(context,place2){let{api:api2,signal}=context,{form,values}=createFilters(
context,[{name:"name",label:t("accounts.name")},{name:"account",label:t("trail.account"),inputmode:"numeric"},{name:"add\
ress",label:t("trail.address")},{name:"mac",label:t("trail.mac")},{name:"door",label:t("accounts.door"),options:choices(
t("any"),doors(),doorName)},{name:"result",label:t("trail.result"),options:choices(t("any"),["succeeded","failed","refus\
ed"],result=>t(`result.${result}`))},{name:"rule",label:t("trail.rule"),options:choices(t("any"),RULES,ruleName)},{name:"\
from",label:t("from"),type:"datetime-local"},{name:"to",label:t("to"),type:"datetime-local"}],query=>{list.reload(query),
listening!==null&&listen()}),list=createList(context,{label:t("room.trail"),path:"/trail",query:values(),empty:query=>t(
Object.keys(query).length===0?"trail.empty":"trail.none"),csv:"trail",columns:TRAIL_COLUMNS,href:row=>row.account?`#/acc\
ounts/${row.account}`:null}),listening=null,waiting=[],live=button(t("trail.live"),()=>listening===null?listen():stop(),
"toggle");live.ariaPressed="false";let said=h("span",{class:"hint",role:"status"}),come=button("",()=>{list.prepend(waiting),
waiting=[],come.textContent=t("trail.nothing_new"),come.hidden=listening===null,come.classList.remove("some"),scrollTo({
top:0})},"come");come.textContent=t("trail.nothing_new"),come.hidden=!0;function listen(){listening?.abort();let mine=listening=
new AbortController;live.ariaPressed="true",come.hidden=!1;let{from:_from,to:_to,...query}=values(),again=()=>setTimeout(
()=>listening===mine&&!signal.aborted&&listen(),AGAIN_MS),opened=()=>said.textContent=t("trail.listening");api2.listen("\
/trail/live",query,AbortSignal.any([mine.signal,signal]),{opened,heard}).then(again,error=>{if(!(mine.signal.aborted||signal.
aborted)){if(isOutOfReach(error))return said.textContent=t("trail.waiting"),again();stop(),said.textContent=explain(error)}})}
function stop(){listening?.abort(),listening=null,live.ariaPressed="false",come.hidden=waiting.length===0,said.textContent=
""}function heard(row){waiting=[row,...waiting].slice(0,WAITING_MAX),come.textContent=count("trail.new",waiting.length),
come.classList.add("some")}place2.append(h("div",{class:"title"},h("h1",{},t("room.trail")),live,come,said),form,list.element)}function covers(value,address){let[network="",prefix]=value.split("/"),[one,other]=[parse(network),parse(address)];if(one===
null||other===null||one.length!==other.length)return!1;let length=prefix===void 0?one.length:Number(prefix);return one.slice(
0,length)===other.slice(0,length)}function parse(text){if(/^\d{1,3}(\.\d{1,3}){3}$/.test(text))return bits(text.split(".").
map(Number),8);if(!/^[0-9a-f:]+$/i.test(text)||!text.includes(":"))return null;let[head="",tail]=text.split("::"),groups=part2=>part2===
""?[]:part2.split(":").map(group=>parseInt(group,16)),front=groups(head),back=tail===void 0?[]:groups(tail),all=tail===void 0?
front:[...front,...Array(Math.max(0,8-front.length-back.length)).fill(0),...back];return all.length===8?bits(all,16):null}
function bits(parts2,width){return parts2.map(part2=>part2.toString(2).padStart(width,"0")).join("")}function macDigits(mac){
return mac.replace(/[^0-9a-f]/gi,"").toLowerCase()}function remedies(context,rule,account,address){let{may:may2}=context,offered=(...titles)=>account===null?[]:accountActs(
context,account).filter(({title})=>titles.includes(title)).map(({title,ask})=>button(title,ask,"primary"));switch(rule.rule){case"\
account.status":{if(rule.code==="account_deleting")return offered(t("act.restore"));let held=may2("suspensions.write")?account?.
suspensions??[]:[];return held.map(one=>button(held.length>1?t("why.lift_one",{reason:one.reason}):t("act.lift"),()=>liftSuspension(
context,account,one),"primary"))}case"address.ban":case"mac.ban":return may2("bans.write")?[button(t("why.lift_ban"),()=>{
liftFound(context,rule,account,address)},"primary")]:[link("#/bans",t("room.bans"))];case"address.attempts":case"account\
.attempts":return[...offered(t("act.reset_mail")),link(`#/trail?${address?`address=${encodeURIComponent(address)}`:`acco\
unt=${account?.id??""}`}`,t("why.attempts"))];case"account.known":return[...offered(t("act.email")),link("#/accounts",t(
"why.search"))];case"password":case"door.secret":case"account.guest":return offered(t("act.reset_mail"),t("act.recovery"));case"\
second.factor":return offered(t("act.recovery"));case"door.access":return account===null?[]:[link(`#/accounts/${account.
id}`,t("why.account"))];case"realm.online":return[link("#/servers",t("room.servers"))];case"hook":return[link("#/games",
t("room.games"))];case"server":return[link("#/system",t("room.system"))];default:return[]}}async function liftFound(context,rule,account,address){
let{items}=await context.api.get("/bans",{state:"active",kind:rule.rule==="mac.ban"?"mac":"ip",limit:200}),macs=(account?.
macs??[]).map(macDigits),bans=items.filter(({kind,value})=>kind==="mac"?macs.includes(macDigits(value)):address!==null&&
covers(value,address));bans.length===0?location.hash="#/bans":liftBans(context,bans)}function showWhy(context,place2){let{query,signal,api:api2}=context,answer=h("div",{class:"answer","aria-live":"polite"}),
who=query.who??query.name??query.account??query.address??query.mac??"",asked2={who:query.account!==void 0&&query.who===void 0?
`#${query.account}`:who,door:query.door??"",address:query.who===void 0&&query.name===void 0&&query.account===void 0?"":query.
address??""},turn=0,{form,values}=createFilters({...context,query:asked2},[{name:"who",label:t("why.who"),type:"search",
hint:t("why.who_hint")},{name:"address",label:t("why.from"),hint:t("why.from_hint")},{name:"door",label:t("accounts.door"),
options:choices(t("why.every_door"),doors().filter(door2=>door2!=="admin"),doorName)}],()=>{ask()});form.classList.add("\
question");async function ask(){let{who:who2="",door:door2,address}=values(),mine=++turn;if(who2===""&&!address)return answer.
replaceChildren(h("p",{class:"empty"},t("why.empty")));answer.ariaBusy="true";try{let found=await api2.get("/diagnosis",
{...recognise(who2),door:door2,...address?{address}:{}});if(mine!==turn||signal.aborted)return;answer.replaceChildren(...await describe2(
{...context,again:()=>{ask()}},found,who2))}catch(error){mine===turn&&!signal.aborted&&answer.replaceChildren(failureNote(
error,()=>{ask()}))}finally{mine===turn&&(answer.ariaBusy=null)}}place2.append(h("h1",{},t("why.title")),form,answer),who===
""&&form.querySelector("input")?.focus(),ask()}function recognise(who){return who===""?{}:/^#\d+$/.test(who)?{account:who.
slice(1)}:/^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i.test(who)?{mac:who}:/^\d{1,3}(\.\d{1,3}){3}$/.test(who)||/^[0-9a-f]*:[0-9a-f:.]+$/i.
test(who)?{address:who}:{name:who}}async function describe2(context,{account,address,doors:doors2,trail},who){let full=account&&
context.may("accounts.read")?await context.api.get(`/accounts/${account.id}`).catch(()=>account):account,order=["refuse",
"unknown","pass"],sorted=[...doors2].sort((one,other)=>order.indexOf(one.verdict)-order.indexOf(other.verdict));return[h(
"section",{class:"card about","aria-label":t("why.about")},account?h("div",{class:"title"},h("h2",{},link(`#/accounts/${account.
id}`,account.username)),h("span",{class:"hint"},`#${account.id}`),statusBadge(full.status,full.deletesAt),full.role&&full.
role!=="player"?roleBadge(full.role):null):h("h2",{},t(who===""||recognise(who).address?"why.only_address":"why.nobody",
{who})),facts([[t("why.from"),address?addressLink(address):t("why.no_address")],[t("accounts.email"),account?full.email??
t("account.no_email"):""],[t("accounts.last_login"),account?time(full.lastLogin,t("never")):""]])),summary(context,sorted,
full,address),h("div",{class:"verdicts"},sorted.map(door2=>doorCard(context,door2,full,address))),h("section",{class:"ca\
rd","aria-label":t("why.trail")},h("h2",{},t("why.trail")),trailTable(trail??[],t("why.trail_empty")))]}function summary(context,doors2,account,address){
let refusing=doors2.filter(({verdict})=>verdict==="refuse");return refusing.length===0?h("p",{class:"all-well"},t("why.n\
one_refuses")):h("section",{class:"card needs","aria-label":t("why.summary")},h("h2",{},t("why.refusing",{n:refusing.length,
all:doors2.length})),groupDoors(refusing).map(({rule,names})=>rule&&h("div",{class:"cause"},h("p",{},h("strong",{},ruleName(
rule.rule)),rule.because?": ":"",becauseOf(rule)),h("p",{class:"hint"},names.join(", "),rule.until?" · ":"",rule.until?
t("why.until"):""," ",rule.until?time(rule.until):""),h("div",{class:"row"},remedies(context,rule,account,address)))))}function doorCard(context,door2,account,address){
let rules=door2.rules??[],said=rules.filter(rule=>rule.verdict==="refuse"||rule.verdict==="unknown"&&door2.verdict!=="re\
fuse"),refusing=refusalOf(door2);return h("section",{class:`card door ${door2.verdict}`,"aria-label":doorName(door2.door),
"data-door":door2.door},h("div",{class:"title"},h("h2",{},doorName(door2.door)),verdictBadge(door2.verdict)),refusing?null:
h("p",{class:"hint"},t(door2.verdict==="pass"?"why.passes":"why.depends")),said.map(rule=>h("div",{class:`finding ${rule.
verdict}`},h("p",{},h("strong",{},ruleName(rule.rule))," ",rule.code?code(rule.code):""),rule.because?h("p",{},becauseOf(
rule)):null,rule.until?h("p",{},t("why.until")," ",time(rule.until)):null,typeof rule.act=="string"&&remedies(context,rule,
account,address).length===0?h("p",{class:"hint"},actOf(rule)):null,rule.verdict==="refuse"&&rule.rule!==door2.refusedBy?
h("div",{class:"row"},remedies(context,rule,account,address)):null)),h("details",{},h("summary",{},t("why.rules",{n:rules.
length})),h("ol",{class:"rules"},rules.map(rule=>h("li",{class:rule.verdict},verdictBadge(rule.verdict),h("span",{},ruleName(
rule.rule)),rule.because?h("span",{class:"hint"},becauseOf(rule)):null)))))}var PAGES={"":showOverview,why:showWhy,accounts:showAccounts,account:showAccount,trail:showTrail,bans:showBans,servers:showServers,
games:showGames,audit:showAudit,operators:showOperators,system:showSystem};function addPasskey(api2){return new Promise(resolve=>{let form=h("form",{},h("p",{class:"form-error",role:"alert"}),fieldElement(
{name:"name",label:t("passkey.name"),maxlength:50,hint:t("passkey.name_hint")}),h("div",{class:"row end"},button(t("canc\
el"),()=>dialog.close(),"quiet"),h("button",{type:"submit",class:"primary"},t("add_passkey"))));onSubmit(form,async({name=""})=>{
let{recoveryCodes}=await api2.security.addPasskey(name===""?void 0:name);dialog.close(),recoveryCodes&&await showSecret(
t("passkey.added"),t("passkey.codes"),recoveryCodes.join(`
`))},explain);let dialog=openDialog({title:t("add_passkey"),body:[h("p",{},t("passkey.why")),form],closed:resolve})})}function askProof(api2,methods){return new Promise(resolve=>{let isProven=!1,withCode=methods.includes("totp")||methods.
includes("recovery"),problem=h("p",{class:"form-error",role:"alert"}),done=()=>{isProven=!0,dialog.close()},form=h("form",
{},problem,methods.length===0||methods.includes("password")?fieldElement({name:"password",label:t("sign_in.password"),type:"\
password",required:!0,autocomplete:"current-password"}):null,withCode?fieldElement({name:"code",label:t("sign_in.code"),
required:!0,autocomplete:"one-time-code"}):null,h("div",{class:"row end"},button(t("cancel"),()=>dialog.close(),"quiet"),
methods.includes("passkey")?button(t("sign_in.passkey"),()=>{api2.confirmByPasskey().then(done,error=>problem.textContent=
explain(error))}):null,h("button",{type:"submit",class:"primary"},t("proof.go"))));onSubmit(form,async({password="",code:code2=""})=>{
await api2.confirm({password,...codeFields(code2)}),done()},error=>{let first=form.querySelector("input");return first?.
select(),first?.focus(),error instanceof GatehouseError&&error.code==="invalid_credentials"?t("proof.wrong"):explain(error)});
let dialog=openDialog({title:t("proof.title"),body:[h("p",{},t("proof.why")),form],closed:()=>resolve(isProven)})})}function codeFields(code2){
return code2===""?{}:/^\d{6}$/.test(code2.replaceAll(" ",""))?{code:code2.replaceAll(" ","")}:{recoveryCode:code2.trim()}}function parseRoute(hash){let[path="",search=""]=hash.replace(/^#\/?/,"").split("?"),[name="",id=""]=path.split("/").map(
decode);return{name:name==="accounts"&&id!==""?"account":name,id,query:Object.fromEntries(new URLSearchParams(search))}}
function decode(text){try{return decodeURIComponent(text)}catch{return text}}var ROOMS=[["","overview.read"],["why","diagnosis.read"],["accounts","accounts.read"],["trail","trail.read"],["bans","ba\
ns.read"],["servers","servers.read"],["games","games.read"],["audit","audit.read"],["operators","accounts.read"],["syste\
m","system.read"]];function createShell(place2,{me:me2,may:may2,leave:leave2,addPasskey:addPasskey2}){let search=h("inpu\
t",{type:"search",id:"search",name:"search",placeholder:t("search.hint"),autocomplete:"off",spellcheck:"false","aria-key\
shortcuts":"/","aria-label":t("search")}),finder=h("form",{class:"finder",role:"search","aria-label":t("search")},search,
h("kbd",{"aria-hidden":"true"},"/"));finder.addEventListener("submit",event=>{event.preventDefault(),location.hash=`#/ac\
counts?search=${encodeURIComponent(search.value.trim())}`,search.blur()});let rooms=ROOMS.filter(([,permission])=>may2(permission)),
nav=h("nav",{id:"rooms","aria-label":t("rooms")},rooms.map(([name])=>h("a",{href:`#/${name}`,"data-room":name},t(`room.${name||
"overview"}`))),h("div",{class:"who"},h("p",{},me2.account?link(`#/accounts/${me2.account}`,me2.username??me2.actor):me2.
actor),h("p",{class:"hint"},t(`role.${me2.role}`)),button(t("add_passkey"),addPasskey2,"quiet"),button(t("sign_out"),leave2,
"quiet"))),showRooms=open=>{menu.ariaExpanded=String(open),nav.classList.toggle("open",open)},menu=button(t("menu"),()=>showRooms(
menu.ariaExpanded!=="true"),"menu");menu.setAttribute("aria-controls","rooms"),menu.ariaExpanded="false";for(let element of[
menu,nav])element.addEventListener("keydown",event=>{event.key!=="Escape"||menu.ariaExpanded!=="true"||(event.preventDefault(),
showRooms(!1),menu.focus())});let receipts=h("div",{class:"receipts",role:"status"}),main=h("main",{id:"main",tabindex:-1});
return place2.replaceChildren(h("a",{class:"skip",href:"#main",on:{click:event=>(event.preventDefault(),main.focus())}},
t("skip")),h("header",{class:"top"},h("a",{class:"brand",href:"#/"},h("span",{"data-brand-name":!0},"Gatehouse"),h("span",
{class:"hint"},t("console"))),finder,menu),nav,h("div",{class:"room"},receipts,main)),{main,receipts,search,name:name=>place2.
querySelector("[data-brand-name]")?.replaceChildren(name),mark(room){for(let link2 of nav.querySelectorAll("[data-room]"))
link2.ariaCurrent=link2.getAttribute("data-room")===room?"page":null;showRooms(!1)}}}function showSignIn(place2,{api:api2,notice="",invited,entered}){let problem=h("p",{class:"form-error",role:"alert"}),enter2=async way=>{
try{await way()}catch(error){if(error instanceof GatehouseError&&error.code==="second_factor_required"&&error.challenge!==
null)return askCode(error.challenge,error.methods);throw error}await entered()},pressed=way=>{enter2(way).catch(error=>problem.
textContent=explain(error))},passkey="PublicKeyCredential"in globalThis?button(t("sign_in.passkey"),()=>pressed(api2.logInByPasskey)):
null;function askPassword(){let form=h("form",{"aria-label":t("sign_in.go")},problem,fieldElement({name:"login",label:t(
"sign_in.login"),required:!0,autocomplete:"username webauthn",maxlength:254}),fieldElement({name:"password",label:t("sig\
n_in.password"),type:"password",required:!0,autocomplete:"current-password"}),h("button",{type:"submit",class:"primary"},
t("sign_in.go")),passkey,invited?button(t("sign_in.to_register"),askNew,"quiet"):null);onSubmit(form,({login="",password=""})=>enter2(
()=>api2.logIn({[login.includes("@")?"email":"username"]:login,password})),explain),fill(t(invited?"sign_in.invited":"si\
gn_in.title"),form)}function askNew(){let form=h("form",{"aria-label":t("sign_in.register")},problem,fieldElement({name:"\
username",label:t("sign_in.username"),required:!0,pattern:"[A-Za-z0-9_]{3,20}",hint:t("sign_in.username_hint"),autocomplete:"\
username"}),fieldElement({name:"email",label:t("sign_in.email"),type:"email",autocomplete:"email",hint:t("sign_in.email_\
hint")}),fieldElement({name:"password",label:t("sign_in.new_password"),type:"password",required:!0,autocomplete:"new-pas\
sword",hint:t("sign_in.password_hint")}),h("button",{type:"submit",class:"primary"},t("sign_in.register")),button(t("sig\
n_in.to_sign_in"),askPassword,"quiet"));onSubmit(form,values=>enter2(()=>api2.register(values)),explainNew),fill(t("sign\
_in.invited"),form)}function askCode(challenge,methods){let form=h("form",{"aria-label":t("sign_in.second")},problem,fieldElement(
{name:"code",label:t("sign_in.code"),required:!0,autocomplete:"one-time-code",hint:t("sign_in.code_hint")}),h("button",{
type:"submit",class:"primary"},t("sign_in.go")),methods.includes("passkey")?button(t("sign_in.passkey"),()=>pressed(()=>api2.
secondFactorByPasskey(challenge))):null,button(t("sign_in.back"),askPassword,"quiet"));onSubmit(form,({code:code2=""})=>enter2(
()=>api2.secondFactor({challenge,...codeFields(code2)})),explain),fill(t("sign_in.second"),form)}function fill(title,form){
problem.textContent="",place2.replaceChildren(h("main",{class:"gate"},h("div",{class:"gate-card"},h("h1",{},title),notice?
h("p",{class:"notice",role:"alert"},notice):h("p",{class:"hint"},t(invited?"sign_in.invited_why":"sign_in.why")),form))),
form.querySelector("input")?.focus()}invited?askNew():askPassword()}function explainNew(error){return error instanceof GatehouseError&&
error.code==="rate_limited"?`${explain(error)} ${t("sign_in.or_yours")}`:explain(error)}function showClosed(place2,title,text,ways){
place2.replaceChildren(h("main",{class:"gate"},h("div",{class:"gate-card"},h("h1",{},title),h("p",{role:"alert"},text),h(
"div",{class:"row"},[...ways]))))}var REFRESH_MS=1800*1e3,place=document.getElementById("console"),api=createApi({askProof:methods=>askProof(api,methods),
signedOut:()=>door(t("error.signed_out"))}),invitation=createInvitation(api),shell=null,me={},placeName="Gatehouse",hasMail=!0,
page=new AbortController,may=permission=>me.permissions.includes(permission);async function start(){if(invitation.take(),
!api.isSignedIn())return door();try{if(invitation.isHeld()){let role=await invitation.redeem();await enter(),shell!==null&&
showWelcome(role);return}await enter()}catch(error){refused(error)}}async function enter(){me=await api.admin.get("/me"),
useAccountNames(api.admin),await useGames(api.admin),shell=createShell(place,{me,may,leave,addPasskey:()=>{addPasskey(api)}}),
shell.name(placeName),show()}function refused(error){let code2=error instanceof GatehouseError?error.code:"";if(code2===
"cancelled")return;let again=button(t("try_again"),()=>{start()},"primary"),other=button(t("sign_in.other"),leave);if(code2===
"invalid_link")return showClosed(place,t("invite.dead"),t("invite.dead_why"),[again,other]);if(!api.isSignedIn())return door(
explain(error));if(code2==="invalid_token")return showClosed(place,t("no_role"),t("no_role_why"),[other,again]);if(code2===
"forbidden")return showClosed(place,t("needs_factor"),t("needs_factor_why"),[button(t("add_passkey"),()=>{addPasskey(api)},
"primary"),other]);showClosed(place,t("not_now"),explain(error),[again,other])}function door(notice=""){page.abort(),shell=
null,showSignIn(place,{api,notice,invited:invitation.isHeld(),entered:start})}function leave(){api.logOut().catch(()=>{}).
finally(()=>door())}function showWelcome(role){if(shell===null)return;let first="PublicKeyCredential"in globalThis?button(
t("add_passkey"),()=>{addPasskey(api)},"primary"):null;shell.receipts.replaceChildren(h("div",{class:"welcome"},h("h2",{},
t("welcome",{role:t(`role.${role}`)})),h("p",{},t("welcome_why")),h("div",{class:"row"},first,h("a",{class:"button",href:"\
#/why"},t("room.why")),button(t("close"),()=>shell?.receipts.replaceChildren(),"quiet"))))}function show(){if(invitation.
take())return void start();if(shell===null)return;let{name,id,query}=parseRoute(location.hash),room=name==="account"?"ac\
counts":name,permission=ROOMS.find(([known])=>known===room)?.[1];shell.mark(room),page.abort(),page=new AbortController;
let found=PAGES[name],main=shell.main,title=ROOMS.some(([known])=>known===room)?t(`room.${room||"overview"}`):t("no_page");
if(document.title=`${title} · ${placeName}`,found===void 0||permission===void 0)return main.replaceChildren(h("h1",{},t(
"no_page")),h("p",{class:"empty"},t("no_page_why")));if(!may(permission))return main.replaceChildren(h("h1",{},title),h(
"p",{class:"empty"},t("error.forbidden")));let place2=h("div",{class:`page page-${name||"overview"}`}),context={api:api.
admin,me,may,hasMail,receipts:shell.receipts,signal:page.signal,query,id,again:show,setQuery:query2=>history.replaceState(
null,"",`#/${room}${id?`/${id}`:""}${queryText(query2)}`)};main.replaceChildren(place2),document.activeElement===document.
body&&main.focus({preventScroll:!0}),scrollTo(0,0),place2.append(h("p",{class:"empty late"},t("loading"))),Promise.resolve(
found(context,place2)).catch(error=>{context.signal.aborted||place2.replaceChildren(h("h1",{},title),failureNote(error,show))}).
finally(()=>place2.querySelector(":scope > .late")?.remove())}document.documentElement.lang=language2;addEventListener("\
hashchange",()=>{shell?.receipts.querySelector(".welcome")===null&&shell.receipts.replaceChildren(),show()});listenToKeys(
()=>shell?.search??null);setInterval(()=>{shell!==null&&api.refresh().catch(()=>{})},REFRESH_MS);({name:placeName,hasMail}=
await applyPlace());document.title=`${placeName} · ${t("console")}`;await start();
