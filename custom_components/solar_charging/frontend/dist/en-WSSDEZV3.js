import{t as a}from"./chunk-JWI6JYT4.js";import"./chunk-3TXHFKDN.js";export{a as default};
