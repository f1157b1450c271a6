/** The card's editor, as a form of Home Assistant's own. */

import { checked, PARTS } from '../config';
import type { Text } from '../texts';

export function formOf(text: Text): unknown {
  return {
    schema: [
      {
        name: 'charger',
        selector: { device: { integration: 'solar_charging', entity: { domain: 'select' } } },
      },
      { name: 'compact', selector: { boolean: {} } },
      {
        name: 'show',
        selector: {
          select: {
            multiple: true,
            options: PARTS.map((value) => ({ value, label: text(`editor.${value}`) })),
          },
        },
      },
    ],
    computeLabel: ({ name }: { name: 'charger' | 'compact' | 'show' }) => text(`editor.${name}`),
    computeHelper: ({ name }: { name: string }) =>
      name === 'charger' ? text('editor.charger_help') : undefined,
    assertConfig: checked,
  };
}
