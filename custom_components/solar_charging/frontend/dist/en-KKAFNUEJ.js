import{s as a}from"./chunk-PGHBSZH7.js";import"./chunk-3TXHFKDN.js";export{a as default};
