import type { RequestHandler } from 'express'
import { evaluationOf } from './evaluations.js'
import type { Market } from './market.js'
import { sendOffsetPage } from './offset-page.js'
import { Problem } from './problem.js'
import { queryOf } from './query.js'
import type { SiteOf } from './site.js'
import { compareText, instantOf, numberOf, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** OR51. */
export const readEvaluation =
  (site: SiteOf, now: () => Date): RequestHandler =>
  (request, response) => {
    const order = site(request).market.order(String(request.params['order']))
    if (order === undefined) throw new Problem(404, 'Order not found')
    const evaluation = evaluationOf(order, now().getTime())
    if (evaluation === undefined) throw new Problem(404, 'The order has no evaluation')
    response.json(evaluation)
  }

/** S03: the visible ones. */
export const listEvaluations =
  (site: SiteOf, now: () => Date): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const shop = String(request.params['shop'])
    if (!market.shops().some((each) => textOf(each, 'shop_id') === shop)) throw new Problem(404, 'Shop not found')
    const query = queryOf(request)
    const [sort = 'date'] = query('sort')
    const found = visibleOf(market, shop, now().getTime()).sort(sort === 'grade' ? byGrade : byDate)
    if (query('order')[0] === 'desc') found.reverse()
    sendOffsetPage(request, response, { collection: 'evaluations', found })
  }

const visibleOf = (market: Market, shop: string, now: number): WireObject[] =>
  market
    .orders()
    .filter((order) => textOf(order, 'shop_id') === shop)
    .flatMap((order) => {
      const evaluation = evaluationOf(order, now)
      return evaluation?.['visible'] === true ? [{ ...evaluation, entity: entityOf(order) }] : []
    })

const entityOf = (order: WireObject): WireObject => ({
  id: textOf(order, 'order_id'),
  type: 'MMP_ORDER',
  creation_date: textOf(order, 'created_date'),
})

const byDate = (left: WireObject, right: WireObject): number =>
  instantOf(left, 'date') - instantOf(right, 'date') || byOrder(left, right)

const byGrade = (left: WireObject, right: WireObject): number =>
  numberOf(left, 'grade') - numberOf(right, 'grade') || byDate(left, right)

const byOrder = (left: WireObject, right: WireObject): number =>
  compareText(textOf(objectOf(left, 'entity'), 'id'), textOf(objectOf(right, 'entity'), 'id'))
