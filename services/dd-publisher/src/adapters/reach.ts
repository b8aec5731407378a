import { sql } from 'kysely'

/** Changes with whatever is known of any address of contact `c`. */
export const factsDigest = sql<string>`md5(c.consent::text || c.other_facts::text)`

/** Contact `c` has the address of its profile, so that what is written to it reaches the right person. */
export const isReached = sql`(c.contact_id is not null and coalesce(c.standing_hash = c.address_hash, false))`

/** Dotdigital said that nobody has the address of contact `c`; nothing is written to it until that is looked into. */
export const isDoubted = sql<boolean>`(c.contact_id is not null and c.standing_hash is null)`

const hasOrders = sql`exists (select from publisher.orders own where own.account = c.account and own.profile_id = c.profile_id)`

/** Contact `c` is to be found, made, or given its new address first; nobody is made a contact who owns nothing. */
export const isSought = sql`(c.email_sealed is not null and not ${isReached} and ${hasOrders})`

/** What `isSought`, unless Dotdigital has said that it takes no such contact. */
export const isPending = sql`(${isSought} and not exists (select from publisher.effects p
  where p.account = c.account and p.kind = 'contact' and p.ref = c.profile_id and p.state = 'held'))`

/**
 * Contact `c` is not to follow its profile to another address: it stands for somebody else with orders too, or will, or its
 * address is none of the person's any more. What a person was known by stays known, so only a split takes an address away.
 */
export const isAnothers = sql<boolean>`(not coalesce(c.other_facts ? c.standing_hash, false) or exists (select from publisher.contacts s
  join publisher.orders theirs on theirs.account = s.account and theirs.profile_id = s.profile_id
  where s.account = c.account and s.profile_id <> c.profile_id
    and (s.contact_id = c.contact_id or s.address_hash = c.standing_hash)))`
