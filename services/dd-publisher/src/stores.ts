import type { ConcordConfig } from '@concord/runtime'
import type { Database, Vault } from '@concord/storage'
import { postgresAmends } from './adapters/postgres-amends.js'
import { postgresAudit } from './adapters/postgres-audit.js'
import { postgresComparisons } from './adapters/postgres-comparisons.js'
import { postgresContactFinding } from './adapters/postgres-contact-finding.js'
import { postgresDeeds } from './adapters/postgres-deeds.js'
import { postgresDisputes } from './adapters/postgres-disputes.js'
import { postgresEffects } from './adapters/postgres-effects.js'
import { postgresExpectations } from './adapters/postgres-expectations.js'
import { postgresFigures } from './adapters/postgres-figures.js'
import { postgresLinks } from './adapters/postgres-links.js'
import { postgresNews } from './adapters/postgres-news.js'
import { postgresProjection } from './adapters/postgres-projection.js'
import { postgresRecorded } from './adapters/postgres-recorded.js'
import { postgresTriggers } from './adapters/postgres-triggers.js'
import { postgresWritings } from './adapters/postgres-writings.js'
import { schema, type Tables } from './adapters/tables.js'
import { linkFigures, linkVisits } from './visit-links.js'

export type Stores = ReturnType<typeof storesOf>

interface Needs {
  readonly database: Database
  readonly vault: Vault
  readonly config: ConcordConfig
}

/** Everything that is kept, each behind its port. */
export const storesOf = ({ database, vault, config }: Needs, now: () => Date) => {
  const db = database.schema<Tables>(schema)
  const marketplaces = Object.values(config.marketplaces)
  const links = postgresLinks(db, vault)
  return {
    projection: postgresProjection(db, vault, now),
    recorded: postgresRecorded(db, vault),
    audit: postgresAudit(db),
    disputes: postgresDisputes(db),
    links,
    contacts: postgresContactFinding(db, vault, () => now().toISOString()),
    effects: postgresEffects(db, now),
    writings: postgresWritings(db, vault),
    triggers: postgresTriggers(db, vault, now),
    news: postgresNews(db),
    comparisons: postgresComparisons(db, now),
    deeds: postgresDeeds(db),
    expectations: postgresExpectations({ db, vault, marketplaces, now }),
    amends: postgresAmends(db, now),
    figures: async () => [
      ...(await postgresFigures(db, Object.values(config.accounts), now())),
      ...linkFigures(await linkVisits({ links, marketplaces })),
    ],
  }
}
