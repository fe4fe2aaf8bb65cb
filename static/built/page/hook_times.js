var READING=/^gatehouse_module_(calls|seconds)_total\{module="([^"]+)",work="([^"]+)"\} (\S+)$/gm;function createHookTimes({
place,metricsUrl,say,textElement}){let before=new Map,latest=new Map,isReading=!1,isWanted=!1,refresh=async()=>{if(isWanted=
!0,!isReading){for(isReading=!0;isWanted;){isWanted=!1;let works=await read(metricsUrl);works===null?place.replaceChildren(
textElement("p",say("live.hooksUnread"))):show(works)}isReading=!1}},show=works=>{for(let[key,{calls,seconds}]of works){
let known=before.get(key)??{calls:0,seconds:0},more=calls-known.calls;more>0&&before.size>0&&latest.set(key,(seconds-known.
seconds)/more*1e3)}before=works;let rows=[...works].filter(([,{calls}])=>calls>0).map(([key,{module,work,calls,seconds}])=>[
`${module}: ${work.replaceAll("_"," ")}`,String(calls),latest.has(key)?inMs(latest.get(key)??0):"–",inMs(seconds/calls*
1e3)]);if(rows.length===0)return place.replaceChildren(textElement("p",say("live.hooksNone")));let table=document.createElement(
"table"),heads=[say("live.hook"),say("live.hookCalls"),say("live.hookLatest"),say("live.hookMean")];table.append(rowOf("\
th",heads),...rows.map(cells=>rowOf("td",cells))),place.replaceChildren(table)},rowOf=(kind,cells)=>{let row=document.createElement(
"tr");return row.append(...cells.map(cell=>textElement(kind,cell))),row};return{refresh}}async function read(url){let response=url===
null?null:await fetch(url).catch(()=>null);if(response?.ok!==!0)return null;let works=new Map;for(let[,what="",module="",
work="",value]of(await response.text()).matchAll(READING)){let key=`${module} ${work}`;works.set(key,{module,work,calls:0,
seconds:0,...works.get(key),[what]:Number(value)})}return works}function inMs(ms){return ms.toLocaleString(void 0,{maximumFractionDigits:1,
minimumFractionDigits:1})}export{createHookTimes};
