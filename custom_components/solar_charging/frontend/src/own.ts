/** What this build is known by: the `v` of the address that it was loaded from, which its content tells; null where there was none. */
export const own: { hash: string | null } = { hash: null };
