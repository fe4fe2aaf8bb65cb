import{encode}from"../vendor/uqr/uqr.js";var SVG="http://www.w3.org/2000/svg";function qrCode(text,name){let{data,size}=encode(
text,{border:2,ecc:"M"}),picture=document.createElementNS(SVG,"svg");picture.setAttribute("viewBox",`0 0 ${size} ${size}`),
picture.setAttribute("role","img"),picture.setAttribute("aria-label",name);let path=document.createElementNS(SVG,"path"),
dark=data.flatMap((row,y)=>row.flatMap((isDark,x)=>isDark?[`M${x} ${y}h1v1h-1z`]:[]));return path.setAttribute("d",dark.
join("")),picture.append(path),picture}export{qrCode};
