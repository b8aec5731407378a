import { z } from 'zod'
import type { StoredList } from '../memory/account.js'
import { isInUse, nameFault, wireList } from './list-rules.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase, pageOf } from '../http/v2-asking.js'

/** Lists an account may have; Dotdigital's number depends on the contract. */
const mostLists = 1000

export const listRoutes = (store: Store): readonly Route[] => {
  const all = () => [...store.state.lists.values()].toSorted((left, right) => left.id - right.id)
  const told = (rows: readonly StoredList[], query: Input['query']) =>
    pageOf(rows, query, (list) => wireList(store.state, list))
  const visible = (visibility: StoredList['visibility']) => all().filter((list) => list.visibility === visibility)
  return [
    { method: 'get', path: '/v2/address-books', tier: 'high', handle: ({ query }) => told(all(), query) },
    { method: 'post', path: '/v2/address-books', tier: 'medium', handle: (input) => create(store, input) },
    {
      method: 'get',
      path: '/v2/address-books/public',
      tier: 'high',
      handle: ({ query }) => told(visible('Public'), query),
    },
    {
      method: 'get',
      path: '/v2/address-books/private',
      tier: 'high',
      // One document calls it `limit` here, the other `select` as everywhere.
      handle: ({ query }) => told(visible('Private'), { ...query, select: query['limit'] ?? query['select'] }),
    },
    {
      method: 'get',
      path: '/v2/address-books/{id}',
      tier: 'high',
      handle: (input) => withList(store, input, (list) => ok(wireList(store.state, list))),
    },
    { method: 'put', path: '/v2/address-books/{id}', tier: 'medium', handle: (input) => update(store, input) },
    { method: 'delete', path: '/v2/address-books/{id}', tier: 'medium', handle: (input) => remove(store, input) },
  ]
}

/** The list a path names by its `id`. */
export const withList = (store: Store, { params }: Input, then: (list: StoredList) => Reply): Reply => {
  const list = store.state.lists.get(Number(params['id']))
  return list === undefined ? v2Refusal(404, 'ERROR_ADDRESSBOOK_NOT_FOUND') : then(list)
}

const ListRequest = anyCase(z.object({ name: z.string(), visibility: z.enum(['Private', 'Public']).nullish() }))

const create = (store: Store, { body }: Input): Reply => {
  const request = ListRequest.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_ADDRESSBOOK_INVALID')
  const { name, visibility } = request.data
  const fault = nameFault(store.state, name)
  if (fault !== undefined) return refusal(fault)
  if (store.state.lists.size >= mostLists) return v2Refusal(400, 'ERROR_ADDRESSBOOK_LIMITEXCEEDED')
  const list = { id: store.state.lastListId + 1, name, visibility: visibility ?? 'Private' } as const
  store.record({ fact: 'list', list })
  return ok(wireList(store.state, list))
}

const refusal = (code: string): Reply =>
  code === 'ERROR_ADDRESSBOOK_DUPLICATE'
    ? v2Refusal(400, code, 'That name is in use already, please choose another.')
    : v2Refusal(400, code)

const update = (store: Store, input: Input): Reply =>
  withList(store, input, (before) => {
    const request = ListRequest.safeParse(input.body)
    if (!request.success) return v2Refusal(400, 'ERROR_ADDRESSBOOK_INVALID')
    const { name, visibility } = request.data
    const fault = nameFault(store.state, name, before.id)
    if (fault !== undefined) return refusal(fault)
    const list = { ...before, name, visibility: visibility ?? before.visibility }
    store.record({ fact: 'list', list })
    return ok(wireList(store.state, list))
  })

/** Its contacts stay in the account. */
const remove = (store: Store, input: Input): Reply =>
  withList(store, input, ({ id }) => {
    if (isInUse(store.state, id)) return v2Refusal(400, 'ERROR_ADDRESSBOOK_IN_USE')
    store.record({ fact: 'list-deleted', listId: id })
    return { status: 204 }
  })
