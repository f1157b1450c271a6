import{s as a}from"./chunk-MGMYPT7O.js";import"./chunk-3TXHFKDN.js";export{a as default};
