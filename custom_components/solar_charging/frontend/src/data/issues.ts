/** Repairs of this integration, as Home Assistant lists them. */

import type { Hass } from './hass';

export interface Issue {
  issue_id: string;
  domain: string;
  severity: 'critical' | 'error' | 'warning';
  translation_key: string;
  translation_placeholders: Record<string, string> | null;
  ignored: boolean;
  is_fixable: boolean;
}

// Proposals, not faults: they wait in the repairs until somebody has time.
const PROPOSALS = new Set(['new_charger', 'new_inverter', 'array_faces_elsewhere']);

export async function listIssues(hass: Hass): Promise<Issue[]> {
  await hass.loadBackendTranslation?.('issues', 'solar_charging');
  const { issues } = await hass.callWS<{ issues: Issue[] }>({ type: 'repairs/list_issues' });
  return issues.filter(
    (one) => one.domain === 'solar_charging' && !one.ignored && !PROPOSALS.has(one.translation_key),
  );
}
