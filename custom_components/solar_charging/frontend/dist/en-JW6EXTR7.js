import{s as a}from"./chunk-K6UFD4DB.js";import"./chunk-3TXHFKDN.js";export{a as default};
