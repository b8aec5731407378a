import type { RequestHandler } from 'express'
import { sendSeekPage } from './seek-page.js'
import type { SiteOf } from './site.js'
import { objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** OR61: every incident, rising by opening. */
export const listIncidents =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    sendSeekPage(request, response, {
      find: () => market.incidents(),
      keyOf: (incident) => ({
        at: textOf(objectOf(incident, 'opening_information'), 'date'),
        id: textOf(incident, 'incident_id'),
      }),
      show: withoutNulls,
    })
  }

/** A channel or an end that is not there is left out, as the list of fields has it. */
const withoutNulls = (incident: WireObject): WireObject =>
  Object.fromEntries(Object.entries(incident).filter(([, value]) => value !== null))
