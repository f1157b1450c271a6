import{s as a}from"./chunk-TWWMGCJR.js";import"./chunk-3TXHFKDN.js";export{a as default};
