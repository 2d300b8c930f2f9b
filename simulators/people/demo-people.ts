/** The two customers of the test edition. Their sign-ins are printed by `npm start` and work nowhere else. */
export const demoPeople = [
  {
    name: '李小明',
    email: 'xiaoming@demo.okpay.example',
    phone: '+8613912345678',
    password: 'tangerine-harbour-41-lantern',
    locale: 'zh-CN',
    topUps: [
      { value: '8000.00', currency: 'CNY' },
      { value: '600.00', currency: 'USD' },
    ],
  },
  {
    name: 'Alice Baker',
    email: 'alice@demo.okpay.example',
    phone: '+447400123456',
    password: 'velvet-compass-73-orchard',
    locale: 'en',
    topUps: [
      { value: '900.00', currency: 'GBP' },
      { value: '750.00', currency: 'EUR' },
      { value: '1000.00', currency: 'CNY' },
    ],
  },
] as const

export type DemoPerson = (typeof demoPeople)[number]

/** A few payments between them, so that both histories have something to show. Index of payer, then of payee. */
export const demoTransfers = [
  { from: 0, to: 1, amount: { value: '188.00', currency: 'CNY' }, note: '周末聚餐，谢谢！' },
  { from: 1, to: 0, amount: { value: '25.50', currency: 'EUR' }, note: 'Concert ticket 🎻' },
  { from: 0, to: 1, amount: { value: '40.00', currency: 'USD' }, note: null },
] as const
