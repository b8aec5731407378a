import type { Owner } from '@concord/domain'
import { mayOperate, type Person } from '@concord/runtime'

/** Whether somebody may act on what is this owner's. */
export const mayActFor = (person: Person, owner: Owner): boolean => mayOperate(person) || person.role === owner
