/** Somebody who acts. */
export const olga = { name: 'Olga', role: 'operator' } as const
