/** Making elements known to the page. */

/** A page that loads the card twice has it once. */
export function defineOnce(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element);
}
