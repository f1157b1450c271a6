import{s as a}from"./chunk-6Z6UGVFR.js";import"./chunk-3TXHFKDN.js";export{a as default};
