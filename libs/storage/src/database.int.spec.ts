import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databaseContract } from './database.contract.js'
import { type Database, migrate, openDatabase } from './database.js'
import { DatabaseUnavailable } from './errors.js'
import { type SilentProxy, silentProxy } from './testing/silent-proxy.js'

const url = process.env['POSTGRES_URL'] ?? ''
const schemas: string[] = []
const freshSchema = (): string => {
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  schemas.push(schema)
  return schema
}

/** Slow enough that replicas which start at once meet in it. */
const migrations = {
  '0001-notes': {
    up: async (db: Kysely<unknown>) => {
      await sql`select pg_sleep(0.05)`.execute(db)
      await db.schema.createTable('notes').addColumn('id', 'text').execute()
    },
  },
}

describe('PostgreSQL', () => {
  let database: Database
  beforeAll(async () => {
    database = await openDatabase({ url })
  })
  afterAll(async () => {
    for (const schema of schemas) {
      await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(database.schema('public'))
    }
    await database.close()
  })

  databaseContract(() => ({ database, freshSchema }))

  it('is migrated once by replicas that start at once', async () => {
    const replicas = await Promise.all(Array.from({ length: 4 }, () => openDatabase({ url, connections: 2 })))
    const rounds = Array.from({ length: 3 }, freshSchema)

    try {
      for (const schema of rounds) {
        await Promise.all(replicas.map((replica) => migrate(replica, schema, migrations)))
      }
    } finally {
      await Promise.all(replicas.map((replica) => replica.close()))
    }

    for (const schema of rounds) {
      const { rows } = await sql`select name from ${sql.table(`${schema}.kysely_migration`)}`.execute(
        database.schema('public'),
      )
      expect(rows).toEqual([{ name: '0001-notes' }])
    }
  })

  it('outlives connections that the server ends, idle ones and those in the middle of a transaction', async () => {
    const other = await openDatabase({ url, connections: 2 })
    const db = other.schema<unknown>('public')
    const name = `cut ${randomUUID()}`
    const endAll = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`.execute(
        database.schema('public'),
      )
    const isBroken = (transaction: Kysely<unknown>) =>
      sql`select 1`.execute(transaction).then(
        () => false,
        () => true,
      )

    try {
      const cut = db.transaction().execute(async (transaction) => {
        await sql`select set_config('application_name', ${name}, false)`.execute(transaction)
        await endAll()
        await expect.poll(() => isBroken(transaction)).toBe(true)
        await sql`select 1`.execute(transaction)
      })

      await expect(cut).rejects.toThrow()
      await expect.poll(() => isBroken(db)).toBe(false)
      await sql`select set_config('application_name', ${name}, false)`.execute(db)
      await endAll()
      await expect.poll(() => isBroken(db)).toBe(false)
    } finally {
      await other.close()
    }
  })

  describe('that says nothing any more', () => {
    let proxy: SilentProxy
    let far: Database
    beforeEach(async () => {
      proxy = await silentProxy(url)
      far = await openDatabase({ url: proxy.url, connections: 1 })
    })
    afterEach(async () => {
      await proxy.close()
      await far.close()
    })
    const inTime = () => far.schema<unknown>('public', { holdMs: 300 })

    it('is given up in time by whoever has a limit, and answers over a new connection afterwards', async () => {
      proxy.silence(true)
      await expect(sql`select 1`.execute(inTime())).rejects.toThrow(DatabaseUnavailable)
      proxy.silence(false)

      expect((await sql`select 1 as one`.execute(inTime())).rows).toEqual([{ one: 1 }])
    }, 5_000)

    it('in the middle of a transaction leaves nothing of it, and no connection on which it is still open', async () => {
      const schema = freshSchema()
      await migrate(database, schema, migrations)
      const insert = (id: string, db: Kysely<unknown>) =>
        sql`insert into ${sql.table(`${schema}.notes`)} values (${id})`.execute(db)

      const cut = inTime()
        .transaction()
        .execute(async (transaction) => {
          await insert('a', transaction)
          proxy.silence(true)
          await insert('b', transaction)
        })
      await expect(cut).rejects.toThrow(DatabaseUnavailable)
      proxy.silence(false)
      await insert('c', inTime())

      const { rows } = await sql`select id from ${sql.table(`${schema}.notes`)}`.execute(database.schema('public'))
      expect(rows).toEqual([{ id: 'c' }])
    }, 5_000)

    it('has all the time it needs where nobody set a limit, also beside those who did', async () => {
      await sql`select 1`.execute(inTime())

      const slow = sql`select 1 as one from pg_sleep(0.5)`.execute(far.schema('public'))

      expect((await slow).rows).toEqual([{ one: 1 }])
    })
  })

  it('that is away is named as such', async () => {
    await expect(openDatabase({ url: 'postgres://concord@127.0.0.1:1/concord' })).rejects.toThrow(DatabaseUnavailable)
  })
})

describe('PGlite', () => {
  let folder: string
  let directory: string
  let database: Database
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'concord-pglite-'))
    directory = join(folder, 'deep', 'data')
    database = await openDatabase({ directory })
  })
  afterAll(async () => {
    await database.close()
    await rm(folder, { recursive: true, force: true })
  })

  databaseContract(() => ({ database, freshSchema }))

  it('is migrated once by services that start at once', async () => {
    const schema = freshSchema()

    await Promise.all(Array.from({ length: 4 }, () => migrate(database, schema, migrations)))

    const { rows } = await sql`select name from ${sql.table(`${schema}.kysely_migration`)}`.execute(
      database.schema('public'),
    )
    expect(rows).toEqual([{ name: '0001-notes' }])
  })

  it('runs one transaction after the other, in the order in which they were asked for', async () => {
    const db = database.schema<unknown>('public')
    const steps: string[] = []
    const transact = (name: string) =>
      db.transaction().execute(async (transaction) => {
        for (const step of ['begins', 'goes on', 'ends']) {
          steps.push(`${name} ${step}`)
          await sql`select 1`.execute(transaction)
        }
        if (name === 'b') throw new Error('changed my mind')
      })

    await Promise.allSettled(['a', 'b', 'c'].map(transact))

    expect(steps).toEqual(
      ['a', 'b', 'c'].flatMap((name) => ['begins', 'goes on', 'ends'].map((step) => `${name} ${step}`)),
    )
  })

  it('keeps on disk what it was given', async () => {
    await migrate(database, 'kept', migrations)
    await sql`insert into kept.notes values ('a')`.execute(database.schema('kept'))

    await database.close()
    database = await openDatabase({ directory })
    await migrate(database, 'kept', migrations)

    expect((await sql`select id from kept.notes`.execute(database.schema('kept'))).rows).toEqual([{ id: 'a' }])
  })

  it('that has no place to write is named as such', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')

    await expect(openDatabase({ directory: join(file, 'data') })).rejects.toThrow(DatabaseUnavailable)
  })
})
