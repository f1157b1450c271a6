/** Of a file of texts, those of parts that are fetched later: `script/build_frontend.mjs` says which. */
declare module '*?later' {
  const texts: Record<string, string>;
  export default texts;
}
