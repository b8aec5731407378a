import type { Kysely, Selectable } from 'kysely'
import type { Customer, CustomerBook } from '../ports.js'
import type { CustomerRow, Tables } from './tables.js'

export const postgresCustomerBook = (db: Kysely<Tables>): CustomerBook => ({
  async note(customer) {
    const { customerHash, profileId } = customer
    await db
      .insertInto('customers')
      .values({ customer_hash: customerHash, profile_id: profileId, ...addressesOf(customer) })
      .onConflict((conflict) =>
        conflict
          .column('customer_hash')
          .doUpdateSet({ profile_id: profileId, ...addressesOf(customer) })
          .whereRef('customers.revision', '<=', 'excluded.revision'),
      )
      .execute()
  },

  async noteProfile(profile) {
    await db
      .updateTable('customers')
      .set(addressesOf(profile))
      .where('profile_id', '=', profile.profileId)
      .where('revision', '<=', profile.revision)
      .execute()
  },

  async find(customerHash) {
    const row = await db
      .selectFrom('customers')
      .selectAll()
      .where('customer_hash', '=', customerHash)
      .executeTakeFirst()
    return row && customerOf(row)
  },
})

const addressesOf = ({ revision, address, others }: Pick<Customer, 'revision' | 'address' | 'others'>) => ({
  revision,
  address_hash: address ?? null,
  other_hashes: others.join(' '),
})

const customerOf = (row: Selectable<CustomerRow>): Customer => ({
  customerHash: row.customer_hash,
  profileId: row.profile_id,
  revision: Number(row.revision),
  ...(row.address_hash === null ? {} : { address: row.address_hash }),
  others: row.other_hashes.split(' ').filter((hash) => hash !== ''),
})
