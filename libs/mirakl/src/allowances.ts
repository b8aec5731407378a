import type { Operation } from './operations.js'

/**
 * Mirakl tells users of the marketplace from external partners, and allows those less. `unrestricted` is for a
 * marketplace that enforces nothing, like a sandbox; what it says by 429 is obeyed all the same.
 */
export type Persona = 'default' | 'external-partner' | 'unrestricted'

export interface Allowance {
  readonly calls: number
  readonly perMs: number
}

export type Allowances = Readonly<Partial<Record<Operation, Allowance>>>

const once = (perSeconds: number): Allowance => ({ calls: 1, perMs: perSeconds * 1_000 })

const minute = 60
const day = 86_400

/**
 * "Maximum usage" of each operation's page (document of the operator API, read 2026-11). Left out is what is allowed
 * per page view (OR51, RE01) or per file (OR15), and what is not published: OR61, PC01, S03, S20, S21, V01. Of OR13 it
 * is the allowance of a differential export; that a full one is allowed once a day only, Mirakl's 429 tells.
 */
const documented: Allowances = {
  AF01: once(day),
  CH11: once(day),
  CUR01: once(day),
  OR11: once(minute),
  OR13: once(5 * minute),
  OR14: once(2),
  OR31: { calls: 5, perMs: 1_000 },
  RT11: once(5 * minute),
}

const ofPersona: Readonly<Record<Persona, Allowances>> = {
  default: documented,
  'external-partner': { ...documented, OR11: once(15 * minute) },
  unrestricted: {},
}

export const allowancesOf = (persona: Persona): Allowances => ofPersona[persona]
