import { type Request, type Response, Router } from 'express'
import type { Market } from './market.js'
import { asObject, listOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/**
 * The shops themselves, as far as links in messages lead into them: `/shop/<marketplace>/…` is the page of the order or the
 * product that the address names, in whatever words, and `/media/…` a picture. No API of Mirakl, and not counted as a call of it.
 */
export const shop = (markets: ReadonlyMap<string, Market>): Router => {
  const router = Router()
  router.get('/media/*name', (_request, response) => void response.type('image/svg+xml').send(picture))
  router.get('/shop/:marketplace/*words', (request, response) => {
    const market = markets.get(request.params.marketplace)
    const page = market && pageIn(market, request.params.words)
    if (page === undefined) return answer(response, 404, ['Nothing is here', []])
    answer(response, 200, page)
  })
  return router
}

type Page = readonly [title: string, lines: readonly string[]]

const pageIn = (market: Market, words: Request['params'][string]): Page | undefined => {
  const named = [words].flat()
  const order = named.map((word) => market.order(word)).find((one) => one !== undefined)
  if (order !== undefined) return orderPage(order)
  const line = market
    .orders()
    .flatMap(linesOf)
    .find((one) => named.includes(textOf(one, 'product_sku')))
  return line && [textOf(line, 'product_title'), [textOf(line, 'product_sku')]]
}

const orderPage = (order: WireObject): Page => [
  `Order ${textOf(order, 'order_id')}`,
  [
    textOf(order, 'order_state'),
    ...linesOf(order).map((line) => `${textOf(line, 'quantity')} × ${textOf(line, 'product_title')}`),
    `${textOf(order, 'total_price')} ${textOf(order, 'currency_iso_code')}`,
  ],
]

const linesOf = (order: WireObject): readonly WireObject[] => listOf(order, 'order_lines').map(asObject)

const answer = (response: Response, status: number, [title, lines]: Page): void => {
  const paragraphs = lines.map((line) => `<p>${escaped(line)}</p>`).join('\n')
  response
    .status(status)
    .type('html')
    .send(`<!doctype html>\n<title>${escaped(title)}</title>\n<h1>${escaped(title)}</h1>\n${paragraphs}\n`)
}

const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8H0z" fill="#ccc"/></svg>'
