import{GatehouseError,LANGUAGES,TOKEN_KEY,byId,canAutofill,copyOf,createFactorForm,createGatehouseClient,currentLanguage,
describeError,find,forgetGuestKey,formatDateTime,formatDuration,guestKey,handleSubmit,hasPasskeyHere,keepGuestKey,kept,later,
passkeysWork,pickLanguage,placeUrl,readClaims,rememberPasskeyHere,resetForm,say,setPlaceName,setTitle,showFormError,showText,
textElement,useTexts}from"./shared.js";var SURFACES={light:"#fcfaf6",dark:"#1b1a20"},CONTRAST_MIN=4.5;function accentProperties(accent){if(!/^#[0-9a-f]{6}$/i.test(
accent))return null;let light=shadeFor(accent,SURFACES.light),dark=shadeFor(accent,SURFACES.dark);return{"--accent":accent,
"--accent-on-light":light,"--accent-on-dark":dark,"--ink-on-accent-light":inkOn(light),"--ink-on-accent-dark":inkOn(dark)}}
function shadeFor(color,surface){let towards=luminance(surface)>.5?0:255;for(let step=0;step<50;step+=1){let shade=mix(color,
towards,step/50);if(contrast(shade,surface)>=CONTRAST_MIN)return shade}return mix(color,towards,1)}function inkOn(color){
return contrast("#ffffff",color)>=contrast("#14131a",color)?"#ffffff":"#14131a"}function mix(color,towards,share){return"\
#"+channels(color).map(channel=>Math.round(channel+(towards-channel)*share)).map(channel=>channel.toString(16).padStart(
2,"0")).join("")}function contrast(one,other){let[low=0,high=0]=[luminance(one),luminance(other)].sort((a,b)=>a-b);return(high+
.05)/(low+.05)}function luminance(color){let[red=0,green=0,blue=0]=channels(color).map(channel=>{let value=channel/255;return value<=
.04045?value/12.92:((value+.055)/1.055)**2.4});return .2126*red+.7152*green+.0722*blue}function channels(color){return[1,
3,5].map(at=>parseInt(color.slice(at,at+2),16))}var WAIT_MS=2e3,BUILT_IN_WELCOME="One account for every game.",NO_FEATURES={mail:!1,guests:!1,passkeys:!1,totp:!1,deletion:!1};
async function applyBrand(){let{name,logo,accent,welcome,features:features2,charactersPerGame:charactersPerGame2}=await fetchBrand();
typeof name=="string"&&name!==""&&(setPlaceName(name),fillAll("[data-brand-name]",name)),fillAll("[data-brand-welcome]",
typeof welcome=="string"?welcome:"");let properties=accentProperties(String(accent))??{};for(let[property,value]of Object.
entries(properties))document.documentElement.style.setProperty(property,value);for(let place of document.querySelectorAll(
"[data-emblem]"))place.replaceChildren(emblem(logo));return{features:{...NO_FEATURES,...features2},charactersPerGame:typeof charactersPerGame2==
"number"?charactersPerGame2:null}}function translateWelcome(text){for(let place of document.querySelectorAll("[data-bran\
d-welcome]"))place.textContent===BUILT_IN_WELCOME&&(place.textContent=text)}async function fetchBrand(){try{let response=await fetch(
"api/page",{signal:AbortSignal.timeout(WAIT_MS)});return response.ok?await response.json():{}}catch{return{}}}function fillAll(selector,text){
for(let place of document.querySelectorAll(selector))place.textContent=text}function emblem(logo){let url=typeof logo=="\
string"?placeUrl(logo):null;if(url===null)return copyOf("emblem-template");let image=new Image;return image.alt="",image.
addEventListener("error",()=>image.replaceWith(copyOf("emblem-template"))),image.src=url.href,image}function createGuestDoor({client:client2,features:features2,form,leave,refused:refused2}){let place=byId("guest-door",HTMLElement),
button=byId("guest-sign-in",HTMLButtonElement);button.addEventListener("click",async()=>{if(button.ariaDisabled!=="true"){
button.ariaDisabled="true";try{let kept2=guestKey(),answer=await client2.playAsGuest({remember:!0,...kept2===null?{}:{guestKey:kept2}});
answer.guestKey!==void 0&&keepGuestKey(answer.guestKey),leave(answer)}catch(error){let refusal=error;if(refusal.code==="\
account_deleting")return refused2(refusal);refusal.code==="invalid_credentials"&&forgetGuestKey(),showFormError(form,refusal),
show()}finally{button.ariaDisabled=null}}});function show(){place.hidden=!features2.guests,button.textContent=say(guestKey()===
null?"signIn.guest":"signIn.guestAgain")}return{show}}var OFFER_MS=4*6e4;function createPasskeyDoor({client:client2,features:features2,form,leave,refused:refused2}){let place=byId(
"passkey-door",HTMLElement),button=byId("passkey-sign-in",HTMLButtonElement),isOffered=features2.passkeys&&passkeysWork(),
offered=null,timer;button.addEventListener("click",async()=>{stop();try{await enter2({})}catch(error){showFormError(form,
error),offer()}});async function enter2(how){let remember=new FormData(form).get("remember")==="on";try{let account=await client2.
logInWithPasskey({...how,remember});rememberPasskeyHere(),leave(account)}catch(error){how.signal?.aborted!==!0&&refused2(
error)}}function stop(){clearTimeout(timer),offered?.abort(),offered=null}async function offer(){place.hidden=!isOffered;
let isFirst=isOffered&&hasPasskeyHere();place.classList.toggle("first",isFirst),button.classList.toggle("primary",isFirst),
find(form,"[type=submit]",HTMLButtonElement).classList.toggle("primary",!isFirst),!(!isOffered||!await canAutofill())&&(stop(),
offered=new AbortController,timer=setTimeout(offer,OFFER_MS),enter2({mediation:"conditional",signal:offered.signal}).catch(
error=>{error.code!=="passkey_stopped"&&showFormError(form,error)}))}return{stop,offer}}function showStep(id){let step=showOnly(id),heading=find(step,"[data-heading]",HTMLElement);setTitle(heading.textContent??
"");let field=step.querySelector("input:not([type=checkbox]):not([type=hidden])");(field instanceof HTMLElement&&matchMedia(
"(pointer: fine)").matches?field:heading).focus()}function showWaiting(text,{canRetry=!1}={}){showOnly("splash"),byId("s\
plash-text",HTMLElement).textContent=text,byId("splash-retry",HTMLButtonElement).hidden=!canRetry}function showOnly(id){
let step=byId(id,HTMLElement);for(let other of document.querySelectorAll(".arch .step"))other instanceof HTMLElement&&(other.
hidden=other!==step);return byId("doorway",HTMLElement).hidden=!1,step}function setUpTabs(tabs){function choose(chosen){tabs.forEach((tab,at)=>{tab.ariaSelected=String(at===chosen),tab.tabIndex=
at===chosen?0:-1,byId(tab.getAttribute("aria-controls")??"",HTMLElement).hidden=at!==chosen})}return tabs.forEach((tab,at)=>{
tab.addEventListener("click",()=>choose(at)),tab.addEventListener("keydown",event=>{let step=event.key==="ArrowRight"?1:
event.key==="ArrowLeft"?-1:0;if(step===0)return;let next=(at+step+tabs.length)%tabs.length;choose(next),tabs[next]?.focus()})}),
{choose}}var BCRYPT_BYTES=72;function createDoorway({client:client2,features:features2,enter:enter2}){let notice=byId("doorway-no\
tice",HTMLElement),signIn=byId("sign-in",HTMLFormElement),signUp=byId("sign-up",HTMLFormElement),code=byId("code",HTMLFormElement),
restore=byId("restore",HTMLFormElement),tabs=setUpTabs([byId("tab-sign-in",HTMLButtonElement),byId("tab-sign-up",HTMLButtonElement)]),
challenge="",remember=!1,passkeys=createPasskeyDoor({client:client2,features:features2,form:signIn,leave,refused:refused2}),
guests=createGuestDoor({client:client2,features:features2,form:signIn,leave,refused:refused2}),factor=createFactorForm({
form:code,client:client2,challenge:()=>challenge,answer:async given=>{let answer={...given,challenge,remember};await client2.
finishLogIn(answer).then(leave,refused2)}});handleSubmit(signIn,async({login="",password="",...rest})=>{let name=login.trim();
remember=rest.remember==="on",passkeys.stop();let who=name.includes("@")?{email:name}:{username:name};await client2.logIn(
{...who,password,remember}).then(leave,error=>error.code==="invalid_credentials"&&new TextEncoder().encode(password.normalize(
"NFC")).length>BCRYPT_BYTES?showText(find(signIn,".form-error",HTMLElement),say("signIn.passwordTooLong")):refused2(error))}),
handleSubmit(signUp,async({username="",email="",password="",...rest})=>{let mail=email.trim()===""?{}:{email:email.trim()};
leave(await client2.register({username,password,...mail,remember:rest.remember==="on"}))}),handleSubmit(restore,async()=>leave(
await client2.ownData.restore({challenge,remember})));for(let button of document.querySelectorAll("[data-back-to-sign-in\
]"))button.addEventListener("click",()=>show());function refused2(error){if(error.code==="second_factor_required"&&error.
challenge!==null)return challenge=error.challenge,factor.open(error.methods),showText(notice,""),showStep("code-step");if(error.
code==="account_deleting"&&error.challenge!==null){challenge=error.challenge;let until=error.until===null?"":formatDateTime(
error.until);return byId("restore-text",HTMLElement).textContent=say("restore.text",{until}),showStep("restore-step")}if(error.
code==="invalid_link")return show(say("code.expired"));throw error}function leave(account){passkeys.stop(),challenge="";
for(let form of[signIn,signUp,code])resetForm(form);enter2(account)}function show(text="",mood="bad"){challenge="",showText(
notice,text),notice.dataset.mood=mood,notice.role=mood==="good"?"status":"alert",text!==""&&tabs.choose(0),guests.show(),
showStep("entrance"),passkeys.offer().catch(error=>showFormError(signIn,error))}return{show}}var YOUNG_MS_MAX=6e4;function createHallDoor(parts){let opened=null;async function open(){let[{createHall,say:hallSay}]=await later(
Promise.all([import("./hall.js"),fetchStyles()]));return hallSay!==say&&performance.now()>YOUNG_MS_MAX?{
enter:reload}:createHall(parts)}function hall2(){return opened??=open().catch(error=>{throw opened=null,error}),opened}return{
prepare:()=>{hall2().catch(()=>{})},enter:async player=>(await hall2()).enter(player)}}function reload(){return location.
reload(),new Promise(()=>{})}async function fetchStyles(){let links2=document.querySelectorAll("link[data-hall]");await Promise.
all([...links2].filter(({disabled})=>disabled).map(fetchStyle))}function fetchStyle(link){return new Promise((resolve,reject)=>{
link.addEventListener("load",()=>resolve(),{once:!0}),link.addEventListener("error",()=>{link.disabled=!0,reject(new Error(
`Could not fetch ${link.href}`))},{once:!0}),link.disabled=!1})}var LANGUAGE_KEY="gatehouse_language";async function loadTexts(){let picked=pickLanguage(kept.read(LANGUAGE_KEY),navigator.
languages),response=await fetch(`static/texts/${picked}.json`);useTexts(await response.json(),picked),document.documentElement.
lang=picked}function chooseLanguage(chosen){kept.write(LANGUAGE_KEY,chosen),location.reload()}function fillTexts(root){for(let place of root.
querySelectorAll("[data-text]"))place.textContent=say(place.getAttribute("data-text")??"");for(let place of root.querySelectorAll(
"[data-label]"))place.ariaLabel=say(place.getAttribute("data-label")??"");for(let template of root.querySelectorAll("tem\
plate"))fillTexts(template.content)}function setUpLanguageChoice(){for(let select of document.querySelectorAll("select[data-language]"))if(select instanceof
HTMLSelectElement){for(let[tag,name]of Object.entries(LANGUAGES)){let option=new Option(name,tag,tag===currentLanguage(),
tag===currentLanguage());option.lang=tag,select.append(option)}for(let label of select.labels)label.hidden=!1;select.addEventListener(
"change",()=>chooseLanguage(select.value))}}function createLinks({client:client2,features:features2,done}){let forgot=byId("forgot",HTMLFormElement),reset=byId("res\
et",HTMLFormElement),ask=byId("forgot-open",HTMLButtonElement),token="";ask.hidden=!features2.mail,ask.addEventListener(
"click",()=>{resetForm(forgot),showStep("forgot-step")}),handleSubmit(forgot,async({email=""})=>{await client2.recovery.
ask(email.trim()),byId("mail-text",HTMLElement).textContent=say("mail.reset",{email:email.trim()}),showStep("mail-step")});
let factor=createFactorForm({form:reset,client:client2,challenge:()=>{},answer:async(given,{newPassword=""})=>{try{await client2.
recovery.finish({token,newPassword,...hasFactor?given:{}}),done(say("reset.done"),"good")}catch(error){let{code,methods}=error;
if(code==="invalid_link")return done(say("link.dead"));throw code==="second_factor_required"&&!hasFactor&&openFactor(methods),
error}}}),hasFactor=!1;function openFactor(methods){hasFactor=methods.length>0,factor.open(methods)}function setUpPress(formId,spend,text){
handleSubmit(byId(formId,HTMLFormElement),async()=>{try{await spend(token),done(text,"good")}catch(error){if(error.code!==
"invalid_link")throw error;done(say("link.dead"))}})}setUpPress("verify",client2.recovery.verifyEmail,say("verify.done")),
setUpPress("undo",client2.recovery.undo,say("undo.done"));async function openReset(){try{let{username,methods}=await client2.
recovery.check(token);byId("reset-for",HTMLElement).textContent=say("reset.for",{username});let name=reset.elements.namedItem(
"username");name instanceof HTMLInputElement&&(name.defaultValue=username),openFactor(methods),showStep("reset-step")}catch(error){
done(describeError(error))}}return{open(){let[,kind,given]=/^#(reset|verify|undo)=([\w.~-]+)$/.exec(location.hash)??[];return kind===
void 0||given===void 0?!1:(history.replaceState(null,"",location.pathname+location.search),token=given,kind==="reset"?openReset():
showStep(`${kind}-step`),!0)}}}var CENTURY_SECONDS=100*31557600;function setUpPasswordFields(){for(let secret of document.querySelectorAll(".secret"))setUpReveal(
secret);for(let input of document.querySelectorAll("input[data-strength]"))input instanceof HTMLInputElement&&setUpMeter(
input)}function setUpReveal(secret){let input=find(secret,"input",HTMLInputElement),button=find(secret,".reveal",HTMLButtonElement),
reveal=shown=>{input.type=shown?"text":"password",button.ariaPressed=String(shown),button.textContent=say(shown?"signIn.\
hideShort":"signIn.showShort")};reveal(!1),button.addEventListener("click",()=>reveal(input.type==="password")),input.form?.
addEventListener("submit",()=>reveal(!1),{capture:!0})}function setUpMeter(input){let form=input.form,meter=form&&find(form,
".strength",HTMLElement);if(!form||!meter)return;let steps=textElement("div");steps.className="steps",steps.append(...Array.
from({length:5},()=>textElement("span")));let verdict=textElement("p");verdict.className="hint",meter.append(steps,verdict);
let own=(input.dataset.strength??"").split(" ");form.addEventListener("input",async()=>{if(input.value===""&&verdict.textContent===
"")return;let strength=await import("./strength.js").catch(()=>null);if(strength===null)return;let words=own.
map(name=>String(new FormData(form).get(name)??"")),{level,seconds}=strength.estimateStrength(input.value,words),empty=input.
value==="";meter.dataset.level=String(level),[...steps.children].forEach((step,at)=>step.classList.toggle("on",!empty&&at<=
level));let text=empty?"":`${say(`strength.${level}`)}. ${describeHold(seconds)}`;verdict.textContent!==text&&(verdict.textContent=
text)})}function describeHold(seconds){return seconds<60?say("strength.first"):seconds>CENTURY_SECONDS?say("strength.cen\
tury"):say("strength.about",{duration:formatDuration(seconds)})}function watchOtherWindows(){addEventListener("storage",({key,oldValue,newValue})=>{key===TOKEN_KEY&&readClaims(oldValue).
sub!==readClaims(newValue).sub&&location.reload()})}var client=createGatehouseClient(),[{features,charactersPerGame}]=await Promise.all([applyBrand(),loadTexts()]);fillTexts(
document);translateWelcome(say("page.welcome"));var hall=createHallDoor({client,features,charactersPerGame,left:(text,mood)=>doorway.
show(text,mood)}),doorway=createDoorway({client,features,enter}),links=createLinks({client,features,done:doorway.show});
async function start(){if(!links.open()){if(client.token===null)return doorway.show();showWaiting(say("page.signingIn")),
hall.prepare();try{let{username}=await client.verify();await enter({username})}catch(error){refused(error)}}}async function enter(player){
showWaiting(say("page.signingIn"));try{await hall.enter(player),byId("doorway",HTMLElement).hidden=!0}catch(error){if(!(error instanceof
GatehouseError))throw error;showWaiting(describeError(error),{canRetry:!0})}}function refused(error){if(error.status===401||
error.status===403)return doorway.show(describeError(error));showWaiting(describeError(error),{canRetry:!0})}setUpPasswordFields();
setUpLanguageChoice();watchOtherWindows();byId("splash-retry",HTMLButtonElement).addEventListener("click",start);addEventListener(
"input",hall.prepare,{once:!0});addEventListener("hashchange",()=>{/^#(reset|verify|undo)=/.test(location.hash)&&location.
reload()});await start();
