import{t as a}from"./chunk-PWZF3OZ5.js";import"./chunk-3TXHFKDN.js";export{a as default};
