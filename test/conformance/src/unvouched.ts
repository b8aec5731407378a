import type { Vendor } from './documents.js'

/** What the documents do not describe, so that only production clients, vendors' pages or guesses speak for it. */
export interface Unvouched {
  readonly vendor: Vendor
  /** A call as a pattern; where left out, it is no single call. */
  readonly call?: { readonly method: string; readonly path: RegExp }
  readonly what: string
  readonly instead: string
}

export const unvouched: readonly Unvouched[] = [
  {
    vendor: 'mirakl',
    call: { method: 'GET', path: /^\/api\/version$/ },
    what: 'V01, which version a platform runs',
    instead: 'production clients that call it (reference, section 1)',
  },
  {
    vendor: 'mirakl',
    call: { method: 'POST', path: /^(\/[^/]+)?\/oauth\/token$/ },
    what: 'the token of OAuth 2',
    instead: 'the security schemes of the document, which name its address, and RFC 6749, section 4.4',
  },
  {
    vendor: 'mirakl',
    what: 'paths and parameters of S20 and S03; their answers are described',
    instead: 'production clients (reference, section 4)',
  },
  {
    vendor: 'mirakl',
    what: 'path and parameters of S21 and OR61; for the answer of OR61 there is only a list of fields',
    instead: 'nothing: both paths are set where they are used',
  },
  {
    vendor: 'mirakl',
    what: 'paging: max, offset, limit, page_token, the Link header',
    instead: 'the general notes on developer.mirakl.com (reference, section 1.3)',
  },
  {
    vendor: 'mirakl',
    what: 'refusals: statuses, bodies, Retry-After; webhooks',
    instead: 'AN01, pages of vendors and partners (reference, sections 1.4 and 6)',
  },
  {
    vendor: 'dotdigital',
    call: { method: 'POST', path: /^\/cpaas\/messages$/ },
    what: 'a text message by the newer service',
    instead: "Segment's client, which sends it (reference, section 5)",
  },
  {
    vendor: 'dotdigital',
    what: 'the events of webhooks and their signature; the webhook node of programs',
    instead: "vendor's pages (reference, sections 3.4 and 3.6) and the sample message.sent",
  },
  {
    vendor: 'dotdigital',
    what: 'rate limits: X-RateLimit headers, the body of a 429, Retry-After',
    instead: 'developer.dotdigital.com/docs/call-rate-limits; the bodies are guesses (reference, section 1.2)',
  },
  {
    vendor: 'dotdigital',
    what: 'bodies of v3 answers 401 and 403; which refusal has which v2 status',
    instead: 'official clients (reference, section 1.3)',
  },
]
