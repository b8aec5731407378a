import { accountSeeds } from './account-seeds.js'
import { faultsIn, systemFields } from '../contacts/data-field-rules.js'
import type { Fact } from './state.js'
import { isSuppressed } from '../subscriptions/status-rules.js'
import type { SandboxWorld, SeedContact, StoredContact } from './world.js'

/** The world as facts. A seed that cannot be is an error of whoever wrote it. */
export const seedFacts = (world: SandboxWorld, now: Date): readonly Fact[] => {
  const fields = [...systemFields, ...(world.dataFields ?? [])]
  const byName = new Map(fields.map((field) => [field.name.toUpperCase(), field]))
  const contacts = (world.contacts ?? []).map((seed, index) => seededContact(seed, 1001 + index, now))
  checkPrograms(world)
  const identifiers = ['email', 'mobileNumber', ...(world.customIdentifiers ?? [])]
  for (const { contactId, dataFields, identifiers: given } of contacts) {
    const unknown = Object.keys(given).find((name) => !identifiers.includes(name))
    if (unknown !== undefined) throw new Error(`Seed contact ${String(contactId)}: no identifier is called ${unknown}`)
    const [fault] = faultsIn(dataFields, byName)
    if (fault !== undefined) throw new Error(`Seed contact ${String(contactId)}: ${fault.item}: ${fault.description}`)
  }
  return [
    ...fields.map((field): Fact => ({ fact: 'data-field', field })),
    ...(world.programs ?? []).map((program): Fact => ({ fact: 'program', program })),
    ...accountSeeds(world, now),
    ...(world.campaigns ?? []).map((campaign): Fact => ({ fact: 'campaign', campaign })),
    ...(world.customIdentifiers ?? []).map((name): Fact => ({
      fact: 'custom-identifier',
      identifier: { name, created: now.toISOString(), updated: now.toISOString() },
    })),
    ...(world.segments ?? []).map((segment): Fact => ({ fact: 'segment', segment })),
    ...contacts.map((contact): Fact => ({ fact: 'contact', contact })),
  ]
}

const checkPrograms = ({ programs = [] }: SandboxWorld): void => {
  for (const { id, webhook } of programs)
    if (webhook !== undefined && !isHttpUrl(webhook.url))
      throw new Error(`Seed program ${String(id)}: its webhook's url '${webhook.url}' is no http or https address`)
}

const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

const seededContact = (seed: SeedContact, contactId: number, now: Date): StoredContact => {
  const createdAt = seed.createdAt ?? now.toISOString()
  const removedAt = seed.removedAt ?? (isSuppressed(seed.status) ? createdAt : undefined)
  const dataFields = Object.entries(seed.dataFields ?? {}).map(([name, value]) => [name.toUpperCase(), value] as const)
  return {
    contactId,
    identifiers: { email: seed.email, ...seed.identifiers },
    emailStatus: seed.status,
    emailType: 'Html',
    optInType: seed.optInType ?? 'Unknown',
    dataFields: Object.fromEntries(dataFields),
    lists: seed.lists ?? [],
    createdAt,
    updatedAt: removedAt ?? createdAt,
    ...(removedAt === undefined ? {} : { removedAt }),
  }
}
