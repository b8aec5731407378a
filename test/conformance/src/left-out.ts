import type { Vendor } from './documents.js'
import type { Operation } from './operations.js'

/** Documented operations that a sandbox does not have, and why nobody here misses them. */
export interface LeftOut {
  readonly vendor: Vendor
  /** Any method where left out. */
  readonly method?: RegExp
  readonly path: RegExp
  readonly because: string
}

const mirakl = (path: RegExp, because: string, method?: RegExp): LeftOut => ({
  vendor: 'mirakl',
  path,
  because,
  ...(method && { method }),
})

const dotdigital = (path: RegExp, because: string, method?: RegExp): LeftOut => ({
  vendor: 'dotdigital',
  path,
  because,
  ...(method && { method }),
})

const byPeople = 'made and looked at by people, in the application'
const replaced = 'deprecated: v3 has it, and is served'

export const leftOut: readonly LeftOut[] = [
  mirakl(/^\/api\/shipments$/, 'parcels; what orders show of them is enough'),
  mirakl(/^\/api\/orders$/, 'the storefront changes orders; here life and people do, under /_sandbox', /^PUT$/),
  mirakl(/^\/api\/inbox\/threads/, 'messages between people'),

  dotdigital(/^\/v2\/campaigns$/, byPeople, /^POST$/),
  dotdigital(/^\/v2\/campaigns\/\{[^}]+\}$/, byPeople, /^(PUT|DELETE)$/),
  dotdigital(/^\/v2\/campaigns\/\{[^}]+\}\/./, 'copies, attachments and reports of campaigns'),
  dotdigital(/^\/v2\/campaigns\/(filtered|metrics|split-test|with-)/, 'reports of campaigns'),
  dotdigital(/^\/v2\/(templates|surveys|image-folders|document-folders|products|segments)/, byPeople),
  dotdigital(/^\/v2\/sms\/campaigns/, byPeople),
  dotdigital(/^\/v2\/accounts($|\/\{)/, 'accounts under an account, for resellers'),
  dotdigital(/\/score(\/|$)/, 'lead scores'),
  dotdigital(/^\/v2\/ecommerce\//, 'summaries made from what insight data holds'),
  dotdigital(/^\/v2\/(contacts\/(\{[^}]+\}\/)?)?transactional-data/, replaced),
  dotdigital(/^\/v2\/contacts$/, replaced, /^POST$/),
  dotdigital(/^\/v2\/contacts\/\{[^}]+\}$/, replaced, /^(PUT|DELETE)$/),
  dotdigital(/\/with-consent(-and-preferences)?$/, replaced),
  dotdigital(/^\/v2\/(address-books\/\{[^}]+\}\/)?contacts\/import/, replaced),
  dotdigital(/^\/v2\/contacts\/(count|retrieve-collection)$/, replaced),
  dotdigital(/^\/events\/v3\/(export|lob)\//, 'a public preview in which nothing is asked for that Concord needs'),
]

export const leftOutOf = ({ vendor, method, path }: Operation): readonly LeftOut[] =>
  leftOut.filter((each) => each.vendor === vendor && (each.method?.test(method) ?? true) && each.path.test(path))
