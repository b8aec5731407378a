import { v2Status } from '../subscriptions/status-rules.js'
import type { StoredContact } from '../memory/world.js'

/** A contact as v2 tells it; its data fields only where they are asked for. */
export const v2Contact = (contact: StoredContact, withFields = false) => ({
  id: contact.contactId,
  email: contact.identifiers['email'] ?? null,
  optInType: contact.optInType,
  emailType: contact.emailType,
  dataFields: withFields ? Object.entries(contact.dataFields).map(([key, value]) => ({ key, value })) : null,
  status: v2Status(contact.emailStatus),
})
