export const roles = ['viewer', 'marketing', 'cx', 'operator', 'admin'] as const
/** `viewer` only reads; `marketing` and `cx` act on what is theirs, `operator` on all; `admin` reads who did what, too. */
export type Role = (typeof roles)[number]

export interface Person {
  readonly name: string
  readonly role: Role
}

/** Whether somebody may act on everything. */
export const mayOperate = ({ role }: Person): boolean => role === 'operator' || role === 'admin'

export const mayReadAudit = ({ role }: Person): boolean => role === 'admin'
