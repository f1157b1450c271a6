import{t as a}from"./chunk-2UTWRTKB.js";import"./chunk-3TXHFKDN.js";export{a as default};
