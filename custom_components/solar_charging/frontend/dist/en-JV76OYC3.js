import{s as a}from"./chunk-JXCV4GDM.js";import"./chunk-3TXHFKDN.js";export{a as default};
