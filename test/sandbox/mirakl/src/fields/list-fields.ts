import type { RequestHandler } from 'express'
import { endlessCsv, queryOf } from '../query.js'
import { isHidden } from '../seller-view.js'
import type { SiteOf } from '../site.js'
import type { AdditionalField, WireObject } from '../world.js'
import { knownFields } from './known-fields.js'

/** AF01, of orders and their lines. */
export const listAdditionalFields =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const entities = endlessCsv(queryOf(request), 'entities')
    const found = knownFields(market)
      .filter(({ entity }) => entities?.includes(entity) ?? true)
      .filter((field) => view === 'operator' || !isHidden(field))
    response.json({ additional_fields: found.map(onWire), total_count: found.length })
  }

const onWire = (field: AdditionalField): WireObject => {
  const { code, label, type, entity, required, shopPermission, acceptedValues, regex } = field
  return {
    ...{ code, label, type, entity, required, shop_permission: shopPermission },
    ...(acceptedValues !== undefined && { accepted_values: acceptedValues }),
    ...(regex !== undefined && { regex }),
  }
}
