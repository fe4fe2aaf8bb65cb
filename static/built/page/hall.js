import{GatehouseError,byId,copyOf,createFactorForm,currentLocale,describeEnd,describeError,describeLoss,find,forgetGuestKey,
formatAgo,formatDateTime,formatTime,handleSubmit,hasText,kept,later,passkeysWork,placeUrl,readClaims,rememberPasskeyHere,
resetForm,say,setTitle,showText,textElement}from"./shared.js";function createQuestions({client,describe}){let asking=byId("ask-dialog",HTMLDialogElement),proving=byId("confirm-dialog",
HTMLDialogElement),showing=byId("shown-dialog",HTMLDialogElement),proof=byId("confirm",HTMLFormElement),password=byId("c\
onfirm-password",HTMLInputElement),passwordField=byId("confirm-password-field",HTMLElement),methods=[],proven=!1;for(let dialog of[
asking,proving])dialog.querySelector("[data-close]")?.addEventListener("click",()=>dialog.close());let factor=createFactorForm(
{form:proof,client,challenge:()=>{},answer:async(given,{password:typed=""})=>{let hasFactor=methods.includes("totp")||methods.
includes("recovery");"passkey"in given?await client.confirm({passkey:given.passkey}):await client.confirm({password:typed,
...hasFactor?given:{}}),proven=!0,proving.close()},describe:error=>describe(error)});async function prove(error){methods=
error.methods;let byPassword=methods.includes("password");return passwordField.hidden=!byPassword,password.required=byPassword,
password.disabled=!byPassword,factor.open(methods),proven=!1,proving.showModal(),await new Promise(resolve=>proving.addEventListener(
"close",resolve,{once:!0})),proven}return{async proving(act){try{return await act()}catch(error){let refusal=error;if(refusal.
code!=="confirmation_required")throw error;if(refusal.methods.includes("reset"))throw new Refusal(say("confirm.reset"));
if(!refusal.methods.some(way=>way==="password"||way==="passkey"))throw new Refusal(say("confirm.again"));return await prove(
refusal)?await act():null}},ask({title=say("ask.sure"),text,yes}){return byId("ask-title",HTMLElement).textContent=title,
byId("ask-text",HTMLElement).textContent=text,byId("ask-yes",HTMLElement).textContent=yes,asking.returnValue="",asking.showModal(),
new Promise(resolve=>{asking.addEventListener("close",()=>resolve(asking.returnValue==="yes"),{once:!0})})},showOnce({title,
text,lines}){byId("shown-title",HTMLElement).textContent=title,byId("shown-text",HTMLElement).textContent=text,byId("sho\
wn-done",HTMLElement).textContent="";let list=byId("shown-lines",HTMLElement);return byId("shown-kept",HTMLElement).textContent=
say(lines.length===1?"recovery.keptOne":"recovery.kept"),list.classList.toggle("single",lines.length===1),list.replaceChildren(
...lines.map(line=>textElement("li",line))),showing.showModal(),new Promise(resolve=>{showing.addEventListener("close",()=>{
list.replaceChildren(),resolve(void 0)},{once:!0})})}}}var Refusal=class extends Error{};function setUpShownDialog(){let lines=byId(
"shown-lines",HTMLElement);byId("shown-copy",HTMLButtonElement).addEventListener("click",async()=>{await navigator.clipboard.
writeText([...lines.children].map(line=>line.textContent).join(`
`)),byId("shown-done",HTMLElement).textContent=say("recovery.copied")}),byId("shown-print",HTMLButtonElement).addEventListener(
"click",()=>print())}function openPanel(id,describe){let panel=byId(id,HTMLElement),done=find(panel,".panel-done",HTMLElement),failed=find(panel,
".panel-error",HTMLElement);function say2(text){failed.textContent="",done.textContent=text}return{panel,say:say2,async attempt(button,act){
if(button?.ariaDisabled!=="true"){button!==null&&(button.ariaDisabled="true",say2(""));try{await act()}catch(error){if(error instanceof
Refusal)failed.textContent=error.message;else if(error instanceof GatehouseError)failed.textContent=describe(error);else
throw error}finally{button!==null&&(button.ariaDisabled=null)}}},button(text,subject,act,kind=""){let button=textElement(
"button",text);return button.type="button",button.className=kind,button.ariaLabel=`${text}: ${subject}`,button.addEventListener(
"click",()=>this.attempt(button,act)),button}}}function listRow(title,hint,buttons){let row=textElement("li");row.className=
"entry";let words=textElement("div"),note=textElement("p",hint);note.className="hint";let name=textElement("p",title);name.
className="entry-name",words.append(name,note);let actions=textElement("div");return actions.className="row",actions.append(
...buttons),row.append(words,...buttons.length===0?[]:[actions]),row}async function showRecoveryCodes(questions,codes){codes===void 0||codes.length===0||await questions.showOnce({title:say(
"recovery.title"),text:say("recovery.once"),lines:codes})}function createAuthenticator({client,features,questions,describe,changed}){let app=openPanel("totp-panel",describe),paper=openPanel(
"recovery-panel",describe),start=byId("totp-start",HTMLButtonElement),stop=byId("totp-stop",HTMLButtonElement),form=byId(
"totp",HTMLFormElement),fresh=byId("recovery-new",HTMLButtonElement);start.addEventListener("click",()=>app.attempt(start,
async()=>{let{qrCode}=await later(import("./qr.js")),setup=await questions.proving(()=>client.security.
startTotp());setup!==null&&(byId("totp-picture",HTMLElement).replaceChildren(qrCode(setup.uri,say("totp.picture"))),byId(
"totp-secret",HTMLElement).textContent=setup.secret.replace(/(.{4})(?=.)/g,"$1 "),resetForm(form),form.hidden=!1,start.hidden=
!0,byId("totp-code",HTMLInputElement).focus())})),handleSubmit(form,async({code=""})=>{let codes=await client.security.verifyTotp(
code.replace(/\s/g,""));forget(),await showRecoveryCodes(questions,codes),app.say(say("totp.done")),changed()},describe),
byId("totp-cancel",HTMLButtonElement).addEventListener("click",()=>{forget(),start.hidden=!1,start.focus()}),stop.addEventListener(
"click",()=>app.attempt(stop,async()=>{await questions.ask({text:say("totp.offAsk"),yes:say("totp.turnOff")})&&await questions.
proving(async()=>(await client.security.removeTotp(),!0))!==null&&(app.say(say("totp.off")),changed())})),fresh.addEventListener(
"click",()=>paper.attempt(fresh,async()=>{if(!await questions.ask({text:say("recovery.newAsk"),yes:say("recovery.new")}))
return;let codes=await questions.proving(()=>client.security.newRecoveryCodes());codes!==null&&(await showRecoveryCodes(
questions,codes),changed())}));function forget(){form.hidden=!0,byId("totp-picture",HTMLElement).replaceChildren(),byId(
"totp-secret",HTMLElement).textContent="",resetForm(form)}return{forget,show({secondFactor,recoveryCodesLeft,guest}){app.
panel.hidden=!features.totp||guest,byId("totp-text",HTMLElement).textContent=say(secondFactor?"totp.on":"totp.text"),start.
hidden=secondFactor||!form.hidden,stop.hidden=!secondFactor,paper.panel.hidden=!secondFactor&&recoveryCodesLeft===0,byId(
"recovery-left",HTMLElement).textContent=say("recovery.left",{count:recoveryCodesLeft})}}}function createClients({client,questions,describe,passwordFor}){let panel=openPanel("clients-panel",describe),list=byId(
"client-list",HTMLUListElement);async function makePassword({gameId,name}){if(!await questions.ask({text:say("clients.ma\
keAsk"),yes:say("clients.make")}))return;let password=await questions.proving(()=>client.gameClients.newPassword(gameId));
password!==null&&(await questions.showOnce({title:say("clients.made",{game:name}),text:say("clients.madeText"),lines:[password]}),
await load())}async function open({gameId,name}){let window=await questions.proving(()=>client.gameClients.openWindow(gameId));
if(window===null)return;await load();let until=formatTime(new Date(window.until));panel.say(say("clients.opened",{game:name,
until,address:window.address}))}async function close({gameId,name}){await client.gameClients.closeWindow(gameId),await load(),
panel.say(say("clients.closedNow",{game:name}))}async function endPassword({gameId,name}){await questions.ask({text:say(
"clients.endAsk"),yes:say("clients.end")})&&await questions.proving(async()=>(await client.gameClients.removePassword(gameId),
!0))!==null&&(await load(),panel.say(say("clients.ended",{game:name})))}async function shut({gameId}){await questions.ask(
{text:say("clients.endAsk"),yes:say("clients.shut")})&&await questions.proving(()=>client.gameClients.setAccess(gameId,"\
closed"))!==null&&(await load(),panel.say(say("clients.changed")))}async function takePassword({gameId},access){let password=await passwordFor();
password!==null&&await questions.proving(()=>client.gameClients.setAccess(gameId,access,password))!==null&&(await load(),
panel.say(say("clients.changed")))}function row(game){let{name,access,gamePassword,window}=game,{secondFactor,hasPassword}=panelState,
isOpen=window!==null&&Date.parse(window.until)>Date.now(),button=panel.button.bind(panel),buttons=[access==="window"&&!isOpen&&
button(say("clients.open"),name,()=>open(game),"primary"),isOpen&&button(say("clients.close"),name,()=>close(game)),button(
say("clients.make"),name,()=>makePassword(game)),(access==="closed"||access==="game_password")&&hasPassword&&button(say(
"clients.usePassword"),name,()=>takePassword(game,secondFactor?"window":"password")),gamePassword!==null&&button(say("cl\
ients.end"),name,()=>endPassword(game),"danger"),gamePassword===null&&access!=="closed"&&button(say("clients.shut"),name,
()=>shut(game),"danger")].filter(it=>it!==!1),item=textElement("li");item.className="client";let actions=textElement("di\
v");actions.className="row",actions.append(...buttons);let notes=[say(`clients.${access}`)];return isOpen&&notes.push(say(
"clients.opened",{game:name,until:formatTime(new Date(window.until)),address:window.address})),gamePassword!==null&&notes.
push(describePassword(gamePassword)),item.append(textElement("h3",name),...notes.map(note=>textElement("p",note)),actions),
item}let panelState={secondFactor:!1,hasPassword:!0};async function load(){let games=await client.gameClients.list();panel.
panel.hidden=games.length===0,list.replaceChildren(...games.map(row))}return{async show(account){if(panelState=account,panel.
panel.hidden=!0,!account.guest)try{await load()}catch(error){panel.panel.hidden=!0,error.code!=="not_found"&&await panel.
attempt(null,()=>Promise.reject(error))}}}}function describePassword({createdAt,lastUsed,lastAddress}){let used=lastUsed===
null?say("clients.neverUsed"):say("clients.lastUsed",{when:formatAgo(lastUsed),address:lastAddress??"?"});return say("cl\
ients.gamePassword",{when:formatAgo(createdAt),used})}function createOwnDataPanel({client,features,questions,describe,hangUp,left}){let panel=openPanel("data-panel",describe),
take=byId("data-export",HTMLButtonElement),remove=byId("data-delete",HTMLButtonElement);byId("data-deletion",HTMLElement).
hidden=!features.deletion,take.addEventListener("click",()=>panel.attempt(take,async()=>{let data=await questions.proving(
()=>client.ownData.export());if(data===null)return;let{username}=data.account??{};save(data,`gatehouse-${username}-${new Date().
toISOString().slice(0,10)}.json`),panel.say(say("data.exported"))})),remove.addEventListener("click",()=>panel.attempt(remove,
async()=>{let question={title:say("data.deleteTitle"),text:say("data.deleteAsk"),yes:say("data.delete")};if(!await questions.
ask(question))return;let until=await questions.proving(()=>(hangUp(),client.ownData.delete()));until!==null&&left(say("d\
ata.deleted",{until:formatDateTime(until)}))}))}function save(data,name){let link=document.createElement("a");link.href=
URL.createObjectURL(new Blob([JSON.stringify(data,null,2)],{type:"application/json"})),link.download=name,link.click(),URL.
revokeObjectURL(link.href)}function createKeepPanel({client,describe,changed,renamed}){let{panel}=openPanel("keep-panel",describe),form=byId("keep",
HTMLFormElement);return handleSubmit(form,async({username="",email="",password=""})=>{let mail=email.trim()===""?{}:{email:email.
trim()},account=await client.upgrade({username,password,...mail});forgetGuestKey(),resetForm(form),renamed(account.username),
changed();let done=find(byId("profile-panel",HTMLElement),".panel-done",HTMLElement);done.textContent=say("keep.done",{username:account.
username}),byId("profile-title",HTMLElement).focus()},describe),{show:({guest})=>panel.hidden=!guest}}function createPasskeys({client,features,questions,describe,changed}){let{panel,attempt,button,say:tell}=bind(openPanel(
"passkeys-panel",describe)),list=byId("passkey-list",HTMLUListElement),add=byId("passkey-add",HTMLButtonElement),form=byId(
"passkey-rename",HTMLFormElement),dialog=byId("rename-dialog",HTMLDialogElement),name=byId("passkey-name",HTMLInputElement),
renamed=null;panel.hidden=!features.passkeys,add.disabled=!passkeysWork(),add.addEventListener("click",()=>attempt(add,async()=>{
let passkey=await questions.proving(()=>client.security.addPasskey(deviceName()));passkey!==null&&(rememberPasskeyHere(),
await showRecoveryCodes(questions,passkey.recoveryCodes),tell(say("passkeys.added")),changed())})),dialog.querySelector(
"[data-close]")?.addEventListener("click",()=>dialog.close()),form.addEventListener("submit",event=>{event.preventDefault();
let wanted=name.value.trim();if(dialog.close(),renamed===null||wanted===""||wanted===renamed.name)return;let{id}=renamed;
attempt(null,async()=>{await client.security.renamePasskey(id,wanted),tell(say("passkeys.renamed")),await load()})});function rename(passkey){
renamed=passkey,name.value=passkey.name,dialog.showModal(),name.select()}async function remove({id,name:known}){await questions.
ask({text:say("passkeys.removeAsk",{name:known}),yes:say("passkeys.remove")})&&await questions.proving(async()=>(await client.
security.removePasskey(id),!0))!==null&&(tell(say("passkeys.removed")),changed(),add.focus())}async function load(){let rows=(await client.
security.passkeys()).map(passkey=>{let{name:known,createdAt,lastUsed}=passkey,hint=lastUsed===null?say("passkeys.unused",
{when:formatAgo(createdAt)}):say("passkeys.used",{when:formatAgo(lastUsed)});return listRow(known,hint,[button(say("pass\
keys.rename"),known,()=>Promise.resolve(rename(passkey))),button(say("passkeys.remove"),known,()=>remove(passkey),"dange\
r")])});list.replaceChildren(...rows.length>0?rows:[emptyRow(say(passkeysWork()?"passkeys.none":"passkeys.unsupported"))])}
return{load:()=>features.passkeys?attempt(null,load):Promise.resolve()}}function bind(panel){return{...panel,button:panel.
button.bind(panel)}}function emptyRow(text){let row=textElement("li",text);return row.className="empty",row}function deviceName(){
let{userAgentData,platform}=navigator;return String(userAgentData?.platform||platform||"").slice(0,50)||void 0}function createPasswordPanel({client,features,questions,describe,changed}){let panel=openPanel("password-panel",describe),
form=byId("change-password",HTMLFormElement),current=byId("current-password",HTMLInputElement),remove=byId("password-rem\
ove",HTMLButtonElement);return handleSubmit(form,async({currentPassword,newPassword="",endGamePasswords})=>{let body={newPassword,
...currentPassword===void 0?{}:{currentPassword},...endGamePasswords===void 0?{}:{endGamePasswords:!0}};await questions.
proving(async()=>(await client.changePassword(body),!0))!==null&&(resetForm(form),find(form,".form-done",HTMLElement).textContent=
say("password.done"),changed())},describe),remove.addEventListener("click",()=>panel.attempt(remove,async()=>{await questions.
ask({text:say("password.removeAsk"),yes:say("password.remove")})&&await questions.proving(async()=>(await client.security.
removePassword(),!0))!==null&&(panel.say(say("password.removed")),changed())})),{reset:()=>resetForm(form),show({username,
guest,hasPassword,recoveryCodesLeft}){panel.panel.hidden=guest,byId("password-none",HTMLElement).hidden=hasPassword,byId(
"current-password-field",HTMLElement).hidden=!hasPassword,current.required=hasPassword,current.disabled=!hasPassword,find(
form,"[type=submit]",HTMLButtonElement).textContent=say(hasPassword?"password.go":"password.set"),remove.hidden=!hasPassword||
!features.passkeys||!passkeysWork()||recoveryCodesLeft===0,find(form,"[name=username]",HTMLInputElement).defaultValue=username}}}function createProfile({client,features,questions,describe,changed}){let panel=openPanel("profile-panel",describe),facts=byId(
"account-facts",HTMLDListElement),resend=byId("email-resend",HTMLButtonElement),email=byId("change-email",HTMLFormElement),
proof=byId("email-password",HTMLInputElement);handleSubmit(email,async({email:address="",password})=>{let body={email:address.
trim(),...password===void 0?{}:{password}};await questions.proving(async()=>(await client.changeEmail(body),!0))!==null&&
(resetForm(email),find(email,".form-done",HTMLElement).textContent=say("email.done"),changed())},describe),resend.addEventListener(
"click",()=>panel.attempt(resend,async()=>{await client.recovery.resendVerification(),panel.say(say("profile.resent"))}));
function describeEmail({email:address,emailVerified}){return address===null?say("page.none"):features.mail?say(emailVerified?
"profile.confirmed":"profile.unconfirmed",{email:address}):address}return{reset:()=>resetForm(email),show(account){let{username,
createdAt,lastLogin,guest,hasPassword}=account,rows=[[say("profile.username"),guest?`${username} (${say("profile.guest")}\
)`:username],[say("profile.email"),describeEmail(account)],[say("profile.since"),formatDateTime(new Date(createdAt))],[say(
"profile.lastLogin"),lastLogin===null?say("page.none"):formatDateTime(new Date(lastLogin))]];facts.replaceChildren(...rows.
flatMap(([label="",value=""])=>[textElement("dt",label),textElement("dd",value)])),resend.hidden=!features.mail||account.
email===null||account.emailVerified,byId("email-panel",HTMLElement).hidden=guest,byId("email-undo-hint",HTMLElement).hidden=
!features.mail||account.email===null,byId("email-password-field",HTMLElement).hidden=!hasPassword,proof.required=hasPassword,
proof.disabled=!hasPassword}}}var PAGE=10,ATTEMPT_MS=15*6e4;function isSignIn({door,result}){return door!=="websocket"||result!=="succeeded"}function createTrailPanels({
client,questions,describe}){let here=openPanel("sessions-panel",describe),tried=openPanel("logins-panel",describe),sessionList=byId(
"session-list",HTMLUListElement),loginList=byId("login-list",HTMLUListElement),more=byId("logins-more",HTMLButtonElement),
next="",signedInAt=0,games=[];more.addEventListener("click",()=>tried.attempt(more,()=>loadLogins(next)));function sessionRow({
id,device,address,lastActive,createdAt,current},character){let shown=device||say("sessions.unknown"),name=character===void 0?
shown:say("sessions.as",{device:shown,character}),title=current?`${name} (${say("sessions.here")})`:name,hint=say("sessi\
ons.active",{when:formatAgo(lastActive??createdAt),address:address??"?"}),end=here.button.bind(here)(say("sessions.end"),
name,async()=>{await client.trail.endSession(id),await loadSessions(),here.say(say("sessions.ended"))},"danger");return listRow(
title,hint,current?[]:[end])}function tokenRow({id,server,game,expiresAt}){let name=server??game??say("sessions.token"),
end=here.button.bind(here)(say("sessions.end"),name,async()=>{await client.trail.endGameToken(id),await loadSessions(),here.
say(say("sessions.ended"))},"danger");return listRow(name,say("sessions.tokenUntil",{when:formatDateTime(new Date(expiresAt))}),
[end])}async function namesOfPlayed(sessions){let played=new Set(sessions.flatMap(({gameId})=>gameId??[])),lists=await Promise.
all([...played].map(gameId=>client.characters.list(gameId).catch(()=>[])));return new Map(lists.flat().map(({id,name})=>[
String(id),name]))}async function loadSessions(){let{sessions,gameTokens}=await client.trail.sessions(),names=await namesOfPlayed(
sessions);signedInAt=Date.parse(sessions.find(({current})=>current)?.createdAt??""),sessionList.replaceChildren(...sessions.
map(one=>sessionRow(one,names.get(String(one.character)))),...gameTokens.map(tokenRow))}function loginRow(login){let{at,
device,address,result,code}=login,what=code!==null&&hasText(`logins.${code}`)?say(`logins.${code}`):say(`logins.${result}`),
from=[device,address===null?"":say("logins.from",{address}),formatAgo(at)].filter(Boolean).join(" · "),game=games.find(
({doors})=>doors.includes(login.door)),isFresh=Date.parse(at)>signedInAt&&Date.now()-Date.parse(at)<ATTEMPT_MS,row=listRow(
what,from,code==="door_closed"&&isFresh&&game!==void 0?[letInButton(login,game)]:[]);return row.dataset.result=result,row}
function letInButton({id,at,address},{gameId,name}){return tried.button.bind(tried)(say("logins.itWasMe"),name,async()=>{
let text=`${say("logins.letInAsk",{game:name,address:address??"?",when:formatAgo(at)})} ${say("logins.notMe")}`;if(!await questions.
ask({title:say("logins.itWasMe"),text,yes:say("ask.yes")}))return;let window=await questions.proving(()=>client.gameClients.
openWindow(gameId,{attempt:id}));if(window===null)return;let until=formatTime(new Date(window.until));tried.say(say("log\
ins.letIn",{game:name,address:window.address,until}))},"primary")}async function loadLogins(after){after===void 0&&loginList.
replaceChildren();let before=loginList.childElementCount,from=after??"";for(;from!==null&&loginList.childElementCount<before+
PAGE;){let page=await client.trail.logins({limit:PAGE,...from===""?{}:{after:from}});loginList.append(...page.items.filter(
isSignIn).map(loginRow)),from=page.next}next=from??"",more.hidden=from===null,loginList.childElementCount===0&&loginList.
append(textElement("li",say("logins.none")))}async function showIfThere(panel,load){panel.say("");try{return await load(),
!0}catch(error){return error.code==="not_found"?!1:(await panel.attempt(null,()=>Promise.reject(error)),!0)}}return{async load(){
games=await client.gameClients.list().catch(()=>[]),byId("session-list",HTMLElement).hidden=!await showIfThere(here,loadSessions),
tried.panel.hidden=!await showIfThere(tried,()=>loadLogins())}}}function createAccount({client,features,describe,hangUp,left,renamed}){let failure=byId("sessions-error",HTMLElement),questions=createQuestions(
{client,describe}),leftWell=text=>left(text,"good"),parts={client,features,questions,describe,changed:()=>{load()},passwordFor:askPassword,
hangUp,left:leftWell},profile=createProfile(parts),keep=createKeepPanel({...parts,renamed}),password=createPasswordPanel(
parts),passkeys=createPasskeys(parts),authenticator=createAuthenticator(parts),clients=createClients(parts),trail=createTrailPanels(
parts);createOwnDataPanel(parts),setUpShownDialog(),onClick("[data-action=log-out]",()=>client.logOut(),say("ended.signe\
dOut")),onClick("[data-action=log-out-everywhere]",()=>client.logOutEverywhere(),say("ended.everywhere"));function onClick(selector,end,text){
for(let button of document.querySelectorAll(selector))button.addEventListener("click",async()=>{hangUp();try{await end(),
leftWell(text)}catch(error){left(say("ended.hereOnly",{why:describe(error)}))}})}function askPassword(){let dialog=byId(
"password-dialog",HTMLDialogElement),field=byId("password-again",HTMLInputElement);return field.value="",dialog.returnValue=
"",dialog.showModal(),new Promise(resolve=>{dialog.addEventListener("close",()=>{let typed=field.value;field.value="",resolve(
dialog.returnValue==="yes"&&typed!==""?typed:null)},{once:!0})})}async function load(){failure.textContent="";try{await show(
await client.account())}catch(error){failure.textContent=describe(error)}}async function show(account){profile.show(account),
keep.show(account),password.show(account),authenticator.show(account),await Promise.all([passkeys.load(),clients.show(account),
trail.load()]);let security=byId("security-group",HTMLElement);security.hidden=security.querySelector(".panel:not([hidde\
n])")===null;for(let link of document.querySelectorAll(".account-nav a")){let target=document.getElementById(link.getAttribute(
"data-section")??"");link instanceof HTMLElement&&(link.hidden=target===null||target.hidden)}}return{open(){return profile.
reset(),password.reset(),authenticator.forget(),load()}}}var LOOK_EVERY_MS={least:5e3,most:5*6e4};function keepTokenFresh(client){let timer,look=()=>{let restMs=msToHalfLife(client.
token,Date.now());restMs<=0&&client.refresh().catch(()=>{}),timer=setTimeout(look,Math.min(Math.max(restMs,LOOK_EVERY_MS.
least),LOOK_EVERY_MS.most))};return look(),()=>clearTimeout(timer)}function msToHalfLife(token,nowMs){let{iat,exp}=readClaims(
token),halfMs=(Number(iat)+Number(exp))/2*1e3;return Number.isNaN(halfMs)?1/0:halfMs-nowMs}function createLineBanner({retry}){let banner=byId("line-banner",HTMLElement),text=byId("line-text",HTMLElement),countdown=byId(
"line-countdown",HTMLElement),timer;return byId("line-retry",HTMLButtonElement).addEventListener("click",retry),{show(meaning,delayMs){
clearInterval(timer);let dueMs=performance.now()+(delayMs??0),tick=()=>{let seconds=Math.ceil((dueMs-performance.now())/
1e3);countdown.textContent=seconds>0?say("line.in",{count:seconds}):say("line.now")};banner.hidden=!1;let said=say(delayMs===
null?"line.goingOn":"line.tryingAgain",{why:describeLoss(meaning)});text.textContent!==said&&(text.textContent=said),countdown.
textContent="",delayMs!==null&&(tick(),timer=setInterval(tick,250))},hide(){clearInterval(timer),banner.hidden=!0,text.textContent=
""}}}var EMPTY="none",OF_EVERY_CHARACTER=new Set(["name","level","class","position","createdAt","lastPlayed","portrait","line\
s","badge"]);function readableFacts(message,{withIds=!0}={}){let{type:_type,id:_id,...content}=message,[only,...more]=Object.
values(content),facts=[];return collect(more.length===0&&isRecord(only)?only:content,[],facts),withIds?facts:facts.filter(
({label,value})=>value!==EMPTY&&!/(^| )id$/i.test(label))}function splitCharacter(message){let{character,...others}=message;
if(!isRecord(character)||typeof character.name!="string")return{name:null,rest:message};let own=Object.entries(character).
filter(([field])=>!OF_EVERY_CHARACTER.has(field)),rest=own.length===0?others:{...others,character:Object.fromEntries(own)};
return{name:character.name,rest}}function collect(record,path,facts){for(let[key,value]of Object.entries(record)){if(facts.
length>=40)return;let here=[...path,key];isRecord(value)&&!isPoint(value)&&here.length<4?collect(value,here,facts):facts.
push({label:here.map(readableName).join(" · "),value:cut(readableValue(value))})}}function readableName(name){let words=name.
replace(/([a-z\d])([A-Z])/g,"$1 $2").replace(/[_.:-]+/g," ").trim().toLowerCase();return words.charAt(0).toUpperCase()+words.
slice(1)}function readableValue(value){return value==null||value===""?EMPTY:typeof value=="boolean"?value?"yes":"no":typeof value==
"string"&&/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)?new Date(value).toLocaleString(void 0,{dateStyle:"medi\
um",timeStyle:"short"}):isRecord(value)&&isPoint(value)?Object.entries(value).map(([axis,at])=>`${axis} ${at}`).join(", "):
typeof value=="object"?JSON.stringify(value):String(value)}function isRecord(value){return typeof value=="object"&&value!==
null&&!Array.isArray(value)&&Object.keys(value).length>0}function isPoint(record){return Object.entries(record).every(([
axis,at])=>axis.length===1&&typeof at=="number")}function cut(text){return text.length>300?text.slice(0,300)+"…":text}var FRAMES_MAX=200,FRAME_LENGTH_MAX=2e3;function createLive({send,describe}){let answer=byId("selected-answer",HTMLElement),
latest=byId("latest-message",HTMLElement),log=byId("frame-log",HTMLElement),frames=find(log,"ol",HTMLOListElement),state=byId(
"line-state",HTMLElement),nothingYet=answer.firstElementChild??"";for(let part of document.querySelectorAll("[data-works\
hop]"))part instanceof HTMLElement&&(part.hidden=!isWorkshop());let hookTimes=isWorkshop()?later(import("./hook_times.js")).
then(({createHookTimes})=>createHookTimes({place:byId("hook-times",HTMLElement),metricsUrl:placeUrl("/metrics"),say,textElement})):
null,readHookTimes=()=>{hookTimes?.then(({refresh})=>refresh()).catch(()=>{})};readHookTimes(),handleSubmit(byId("compos\
e",HTMLFormElement),({message=""})=>send(parseMessage(message)),describe);function forget(){answer.replaceChildren(nothingYet),
latest.replaceChildren()}return{showAnswer(message){let{name,rest}=isWorkshop()?{name:null,rest:message}:splitCharacter(
message);showMessage(answer,name===null?readableName(message.type):say("hall.playingNamed",{name}),rest),latest.replaceChildren()},
showLatest(message){showMessage(latest,readableName(message.type),message)},logFrame(direction,message){if(!isWorkshop())
return;let now=new Date,time=textElement("time",now.toLocaleTimeString(void 0,{hour12:!1}));time.dateTime=now.toISOString();
let arrow=textElement("span",direction==="in"?"←":"→");arrow.className="arrow",arrow.ariaLabel=say(direction==="in"?
"live.received":"live.sent"),arrow.role="img";let row=textElement("li");row.dataset.direction=direction,row.append(time,
arrow,textElement("code",JSON.stringify(message).slice(0,FRAME_LENGTH_MAX)));let atEnd=log.scrollHeight-log.scrollTop-log.
clientHeight<40;for(frames.append(row);frames.childElementCount>FRAMES_MAX;)frames.firstElementChild?.remove();atEnd&&(log.
scrollTop=log.scrollHeight),direction==="in"&&readHookTimes()},showState(now){state.dataset.state=now,state.textContent=
say(`line.${now}`)},forget,clear(){forget(),frames.replaceChildren()}}}function isWorkshop(){return new URLSearchParams(
location.search).has("dev")}function showMessage(place,title,message){let facts=textElement("dl");facts.className="facts";
for(let{label,value}of readableFacts(message,{withIds:isWorkshop()}))facts.append(textElement("dt",label),textElement("d\
d",value));place.replaceChildren(textElement("h3",title),facts)}function parseMessage(text){try{let message=JSON.parse(text);
if(typeof message?.type=="string")return message}catch{}let errors=[{field:"message",message:say("live.json")}];throw new GatehouseError(
"invalid_input","Could not read the message",{errors})}var SVG="http://www.w3.org/2000/svg";function portraitOf(character){let drawn=drawFigure(character),{portrait}=character,
url=portrait===void 0?null:placeUrl(portrait);if(url===null)return drawn;let image=new Image;return image.alt="",image.loading=
"lazy",image.addEventListener("error",()=>image.replaceWith(drawn)),image.src=url.href,image}function drawFigure({name,class:kind}){
let seed=hash(name),picture=textElement("span");picture.className="figure",picture.style.setProperty("--hue",String(hash(
kind||name)%360));let svg=document.createElementNS(SVG,"svg");svg.setAttribute("viewBox","0 0 100 105");let moon=shape("\
circle",{cx:35+seed%30,cy:20+(seed>>4)%18,r:7+(seed>>7)%8,class:"moon"}),left=52+(seed>>10)%22,right=52+(seed>>14)%22,hills=shape(
"path",{d:`M0 ${left} Q ${20+(seed>>18)%60} ${32+(seed>>3)%30} 100 ${right} V105 H0z`,class:"hills"}),near=shape("path",
{d:`M0 ${right+16} Q ${25+(seed>>6)%50} ${58+(seed>>12)%24} 100 ${left+14} V105 H0z`,class:"near"});return svg.append(moon,
hills,near),picture.append(svg,lettersOf(name)),picture}function lettersOf(name){let letters=textElement("span",initials(
name));return letters.className="letters",letters}function initials(name){let[first="",second=""]=name.trim().split(/[\s_-]+/),
[a="",b=""]=[...first];return a.toUpperCase()+([...second][0]?.toUpperCase()??b.toLowerCase())}function shape(tag,attributes){
let element=document.createElementNS(SVG,tag);for(let[name,value]of Object.entries(attributes))element.setAttribute(name,
String(value));return element}function hash(text){let value=2166136261;for(let letter of text.toLowerCase())value=Math.imul(
value^(letter.codePointAt(0)??0),16777619);return(value^value>>>15)>>>1}var JUST_NOW_MS=6e4;function characterCard(character,{selected,select,remove}){let card=copyOf("character-template"),words=character.
name.split(/(?<=_)/).flatMap(word=>[word,document.createElement("wbr")]);find(card,"h3",HTMLElement).append(...words.slice(
0,-1)),find(card,".portrait",HTMLElement).replaceChildren(portraitOf(character));let{lines=[],badge}=character;for(let line of lines)
find(card,".character-lines",HTMLElement).append(textElement("li",line));let mark=find(card,".badge",HTMLElement);mark.textContent=
badge??"",mark.hidden=badge===void 0;let facts=[say("hall.level",{level:character.level}),character.class].filter(Boolean).
join(" · ");find(card,".character-facts",HTMLElement).textContent=facts,find(card,".hint",HTMLElement).textContent=character.
lastPlayed===null?say("hall.notPlayed"):Date.now()-Date.parse(character.lastPlayed)<JUST_NOW_MS?say("hall.playedNow"):say(
"hall.played",{when:formatAgo(character.lastPlayed)});let play=find(card,"[data-action=select]",HTMLButtonElement),bin=find(
card,"[data-action=delete]",HTMLButtonElement);return play.textContent=say(selected?"hall.playing":"hall.play"),play.ariaLabel=
say(selected?"hall.playingNamed":"hall.playNamed",{name:character.name}),bin.ariaLabel=say("hall.deleteNamed",{name:character.
name}),play.addEventListener("click",select),remove===null?bin.remove():bin.addEventListener("click",remove),card.toggleAttribute(
"data-selected",selected),card}function createDialogs({describe}){let creating=setUp("create-dialog","create-character"),deleting=setUp("delete-dialog",
"delete-character");function setUp(dialogId,formId){let dialog=byId(dialogId,HTMLDialogElement),form=byId(formId,HTMLFormElement),
act=()=>Promise.resolve();return handleSubmit(form,async values=>{await act(values),dialog.close()},describe),dialog.querySelector(
"[data-close]")?.addEventListener("click",()=>dialog.close()),next=>{act=next,resetForm(form),dialog.showModal()}}return{
create(act){creating(({name="",class:kind=""})=>act({name,...kind===""?{}:{class:kind}}))},remove({name,level},isPlayed,act){
let warning=isPlayed?`${say("delete.playing",{name})} `:"";byId("delete-text",HTMLElement).textContent=warning+say("dele\
te.text",{name,level}),deleting(()=>act())}}}function gameIcon({name,icon}){let letter=textElement("span",[...name][0]??"");if(letter.className="game-initial",icon===
void 0)return letter;let url=placeUrl(icon);if(url===null)return letter;let image=new Image(96,96);return image.alt="",image.
addEventListener("error",()=>image.replaceWith(letter)),image.src=url.href,image}function howToPlay({game,client}){let place=byId("how-to-play",HTMLElement),{id,name="",page,howToStart}=game??{};if(place.
replaceChildren(),place.hidden=page===void 0&&howToStart===void 0,page!==void 0&&place.append(pageLink(page,name)),howToStart===
void 0||id===void 0)return;let told=textElement("p",howToStart);place.append(textElement("h3",say("hall.howToStart")),told),
client.gameClients.list().then(async games=>{let found=games.find(({gameId})=>gameId===id);if(found===void 0)return;let lack=lackOf(
found,await client.account());if(lack===null)return;let link=textElement("a",say(lack.act));link.href=`#account/${lack.section}`,
link.className="button",told.after(textElement("p",say(lack.text)),link)}).catch(()=>{})}function lackOf({access,needsEmail},{
guest,email}){let isOpen=access==="password"||access==="game_password";return guest?isOpen?null:{text:"hall.guestClient",
act:"keep.title",section:"keep"}:needsEmail&&email===null?{text:"hall.needsEmail",act:"hall.addEmail",section:"email"}:isOpen?
null:{text:"hall.clientClosed",act:"hall.openForClient",section:"clients"}}function pageLink(page,name){let link=textElement(
"a",say("hall.openGame",{game:name}));return link.className="button primary",link.href=placeUrl(page)?.href??"#play",link}var ASK_EVERY_MS=6e4;function createPlayingNow({client,list}){let timer;function show(games){for(let[index,item]of[...list.
querySelectorAll("li:has(.game)")].entries()){let{playing=0}=games[index]??{},count=playing.toLocaleString(currentLocale());
find(item,".game-playing",HTMLElement).textContent=playing===0?"":say("hall.online",{count})}}return{show,start(){clearInterval(
timer),timer=setInterval(()=>document.hidden||client.games().then(show,()=>{}),ASK_EVERY_MS)},stop:()=>clearInterval(timer)}}var GAME_KEY="gatehouse_last_game";function createLobby({client,charactersPerGame,connection,selectedId,describe,play,stopped}){
let gameList=byId("game-list",HTMLUListElement),list=byId("character-list",HTMLUListElement),count=byId("characters-coun\
t",HTMLElement),failure=byId("lobby-error",HTMLElement),told=byId("lobby-done",HTMLElement),dialogs=createDialogs({describe}),
playingNow=createPlayingNow({client,list:gameList}),games=[],characters=[],gameId="";async function attempt(act){showText(
failure,""),told.textContent="";try{await act()}catch(error){showText(failure,describe(error))}}async function chooseGame(id){
gameId=id,characters=[],kept.write(GAME_KEY,id),drawGames(),await loadCharacters()}async function loadCharacters(){let asked=gameId;
if(asked===""||connection().state!=="open")return;let answer=await connection().listCharacters(asked);asked===gameId&&(characters=
answer,drawCharacters())}function drawGames(){gameList.replaceChildren(...games.map(game=>{let item=copyOf("game-templat\
e"),button=find(item,"button",HTMLButtonElement);return find(item,".game-icon",HTMLElement).replaceChildren(gameIcon(game)),
find(item,".game-name",HTMLElement).textContent=game.name,button.ariaCurrent=game.id===gameId?"true":null,button.addEventListener(
"click",()=>attempt(()=>chooseGame(game.id))),item})),playingNow.show(games),byId("characters-title",HTMLElement).textContent=
chosen()?.name??say("hall.characters"),howToPlay({game:chosen(),client,describe}),drawLive(),list.replaceChildren(),count.
textContent=""}function drawLive(){let{page,howToStart}=chosen()??{},isElsewhere=page!==void 0||howToStart!==void 0;byId(
"live",HTMLElement).hidden=isElsewhere&&selectedId()===null&&!isWorkshop()}function drawCharacters(){drawLive();let focused=document.
activeElement?.ariaLabel??"",cards=characters.map(character=>characterCard(character,{selected:selectedId()===character.
id,select:()=>attempt(()=>playOrOpen(character)),remove:isManaged()?null:()=>remove(character)}));list.replaceChildren(...cards,
isManaged()?note("hall.managed"):isFull()?note("hall.full"):newCharacter()),count.textContent=describeCount(),focused!==
""&&focusByLabel(focused)}function focusByLabel(label){let names=characters.map(({name})=>({play:say("hall.playNamed",{name}),
playing:say("hall.playingNamed",{name})})),labels=[label,names.find(({play:play2})=>play2===label)?.playing];[...list.querySelectorAll(
"button")].find(button=>button.ariaLabel!==null&&labels.includes(button.ariaLabel))?.focus()}function chosen(){return games.
find(({id})=>id===gameId)}function isManaged(){return chosen()?.managed??!1}function isFull(){return charactersPerGame!==
null&&characters.length>=charactersPerGame}function describeCount(){let count2=characters.length;return isManaged()&&count2===
0?"":charactersPerGame===null||isManaged()?say("hall.count",{count:count2}):say("hall.countOf",{count:count2,max:charactersPerGame})}
async function playOrOpen({id}){let page=chosen()?.page;if(page===void 0)return await play({gameId,characterId:id});let url=placeUrl(
page);url!==null&&(url.searchParams.set("character",String(id)),location.assign(url))}function newCharacter(){let item=copyOf(
"new-character-template");return find(item,"button",HTMLButtonElement).addEventListener("click",create),item}function note(name){
let item=textElement("li",say(name));return item.className="managed-note",item}function create(){dialogs.create(async input=>{
let created=await connection().createCharacter({gameId,...input});characters=[...characters,created],drawCharacters(),told.
textContent=say("hall.made",{name:created.name}),queueMicrotask(()=>setTimeout(()=>focusByLabel(say("hall.playNamed",{name:created.
name}))))})}function remove(character){let isPlayed=selectedId()===character.id;dialogs.remove(character,isPlayed,async()=>{
await connection().deleteCharacter({gameId:character.gameId,characterId:character.id}),characters=characters.filter(({id})=>id!==
character.id),drawCharacters(),isPlayed&&stopped(),told.textContent=say("hall.deleted",{name:character.name}),byId("char\
acters-title",HTMLElement).focus()})}return{async open(){await attempt(async()=>{games=await client.games(),playingNow.start();
let first=games.find(({id})=>id===kept.read(GAME_KEY))??games.find(({managed,howToStart})=>!managed&&howToStart===void 0)??
games.find(({managed})=>!managed)??games[0];if(first!==void 0)return await chooseGame(first.id);drawGames();let empty=textElement(
"li",say("hall.noGames"));empty.className="empty",gameList.append(empty)})},refresh:()=>attempt(loadCharacters),close:playingNow.
stop,redraw:drawCharacters,showFailure:text=>showText(failure,text)}}var VIEWS={play:"lobby",account:"account"};function startRoutes(opened){function show(){let[,path="",section=""]=/^#([a-z]*)(?:\/([a-z]+))?/.
exec(location.hash)??[],route=path==="account"?"account":"play";for(let id of Object.values(VIEWS))byId(id,HTMLElement).
hidden=id!==VIEWS[route];for(let link of document.querySelectorAll("[data-route]"))link.ariaCurrent=link.getAttribute("d\
ata-route")===route?"page":null;opened[route]?.(),setTitle(say(route==="account"?"page.yourAccount":"page.play"));let heading=document.
getElementById(`${section}-title`);if(route==="account"&&heading!==null)return heading.focus({preventScroll:!0}),heading.
scrollIntoView({block:"start"});scrollTo(0,0),byId(`${VIEWS[route]}-title`,HTMLElement).focus({preventScroll:!0})}return addEventListener(
"hashchange",()=>{byId("hall",HTMLElement).hidden||show()}),{show,reset:()=>history.replaceState(null,"",location.pathname+
location.search)}}var OUTSIDE=new Set(["invalid_token","token_expired","wrong_token_type","signed_out","account_banned","account_suspended",
"address_banned","account_deleting"]);function createHall({client,features,charactersPerGame,left}){let view=byId("hall",
HTMLElement),elsewhere=byId("elsewhere-dialog",HTMLDialogElement),line=null,lastChoice=null,stopRefreshing=()=>{},banner=createLineBanner(
{retry:()=>line?.reconnectNow()}),live=createLive({send:message=>connection().send(message),describe}),lobby=createLobby(
{client,charactersPerGame,connection,selectedId,describe,play,stopped:live.forget}),account=createAccount({client,features,
describe,hangUp:()=>line?.close(),left:leave,renamed:showName}),routes=startRoutes({account:account.open});addEventListener(
"focus",()=>line?.reconnectNow()),addEventListener("offline",()=>{line!==null&&line.state!=="ended"&&banner.show("offlin\
e",null)}),addEventListener("online",()=>{line?.state==="open"&&line.ping().then(banner.hide,()=>{}),line?.reconnectNow()}),
elsewhere.addEventListener("close",()=>{elsewhere.returnValue==="play"&&lastChoice!==null&&play(lastChoice).catch(showFailure)});
function selectedId(){return line===null||line.state==="ended"?null:line.selected?.characterId??null}function connection(){
return(line===null||line.state==="ended")&&(line=connect()),line}function connect(){let opened=client.connect();live.showState(
opened.state);let lostBy="lost";return opened.on("open",()=>{banner.hide(),live.showState(opened.state),lobby.refresh()}),
opened.on("selected",({choice,answer})=>{lastChoice=choice,live.showAnswer(answer),lobby.refresh()}),opened.on("message",
live.showLatest),opened.on("text",text=>live.showLatest({type:"message",text})),opened.on("error",error=>live.showLatest(
{type:"refused",text:describe(error)})),opened.on("frame",({direction,message})=>live.logFrame(direction,message)),opened.
on("closed",({meaning})=>lostBy=meaning),opened.on("reconnecting",({attempt,delayMs})=>{banner.show(navigator.onLine?lostBy:
"offline",delayMs),live.showState(opened.state),attempt===2&&client.verify().catch(describe)}),opened.on("sessionEnded",
ended),opened}async function ended({meaning,reason:told,error}){if(banner.hide(),live.showState("ended"),meaning==="sign\
ed_in_elsewhere")return lobby.redraw(),elsewhere.returnValue="",elsewhere.showModal();if(told!=="")return leave(describeEnd(
meaning,told));let reason=client.token===null?error:await client.verify().then(()=>error,refusal=>refusal);if(reason?.code===
"invalid_token")return leave(describeEnd(meaning,"elsewhere"));leave(reason===null?describeEnd(meaning,told):describeError(
reason))}async function play(choice){await connection().ready(),await connection().selectCharacter(choice),byId("answer",
HTMLElement).scrollIntoView({block:"nearest"})}function describe(error){let text=describeError(error);return OUTSIDE.has(
error.code)&&leave(text),text}function showFailure(error){lobby.showFailure(describe(error))}function showName(username){
for(let place of document.querySelectorAll("[data-username]"))place.textContent=username}function leave(text,mood="bad"){
if(!view.hidden){view.hidden=!0,stopRefreshing(),lobby.close(),line?.close(),line=null,lastChoice=null,banner.hide(),live.
clear(),routes.reset();for(let dialog of document.querySelectorAll("dialog"))dialog.close();left(text,mood)}}return{enter({
username}){showName(username),view.hidden=!1,stopRefreshing=keepTokenFresh(client),routes.show(),lobby.open()},leave}}export{createHall,say};
