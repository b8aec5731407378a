import type { Customer, CustomerBook } from '../ports.js'

export const memoryCustomerBook = (): CustomerBook => {
  const customers = new Map<string, Customer>()
  const keyOf = (marketplace: string, customerHash: string) => `${marketplace} ${customerHash}`
  return {
    async note(customer) {
      const key = keyOf(customer.marketplace, customer.customerHash)
      if ((customers.get(key)?.revision ?? 0) <= customer.revision) customers.set(key, customer)
    },
    async noteProfile({ profileId, revision, address, others }) {
      for (const [key, known] of customers)
        if (known.profileId === profileId && known.revision <= revision)
          customers.set(key, { ...known, revision, address, others })
    },
    find: async (marketplace, customerHash) => customers.get(keyOf(marketplace, customerHash)),
  }
}
