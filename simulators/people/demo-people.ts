/** Somebody of the demo, who does not exist. */
export type Person = {
  name: string
  email: string
  /** E.164 */
  phone: string
  password: string
  locale: 'zh-CN' | 'en'
  /** What their device says it is. */
  device: string
  topUps: readonly Amount[]
}

/** As on the wire. */
export type Amount = { value: string; currency: string }

const phone =
  'Mozilla/5.0 (Linux; Android 16; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
const notebook =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15'
const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1'

/** The two customers of the test edition. Their sign-ins are printed by `npm start` and work nowhere else. */
export const demoPeople = [
  {
    name: '李小明',
    email: 'xiaoming@demo.okpay.example',
    phone: '+8613912345678',
    password: 'tangerine-harbour-41-lantern',
    locale: 'zh-CN',
    device: phone,
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
    device: notebook,
    topUps: [
      { value: '900.00', currency: 'GBP' },
      { value: '750.00', currency: 'EUR' },
      { value: '1000.00', currency: 'CNY' },
    ],
  },
] as const satisfies readonly Person[]

/** Friends of the two, so that not everything is between them. They are customers like anybody; nobody signs in as them. */
export const friends = {
  fang: {
    name: '王芳',
    email: 'fang@demo.okpay.example',
    phone: '+8613912345679',
    password: 'silver-teacup-58-meadow',
    locale: 'zh-CN',
    device: iPhone,
    topUps: [{ value: '3000.00', currency: 'CNY' }],
  },
  tom: {
    name: 'Tom Whitfield',
    email: 'tom@demo.okpay.example',
    phone: '+447400123457',
    password: 'copper-window-26-thistle',
    locale: 'en',
    device: iPhone,
    topUps: [
      { value: '300.00', currency: 'GBP' },
      { value: '200.00', currency: 'EUR' },
    ],
  },
  kayi: {
    name: '陈嘉怡',
    email: 'kayi@demo.okpay.example',
    phone: '+85251234567',
    password: 'harbour-marigold-94-ferry',
    locale: 'zh-CN',
    device: phone,
    topUps: [{ value: '4000.00', currency: 'HKD' }],
  },
} as const satisfies Record<string, Person>

/** A few payments between the two, so that both histories begin with something. Index of payer, then of payee. */
export const demoTransfers = [
  { from: 0, to: 1, amount: { value: '188.00', currency: 'CNY' }, note: '周末聚餐，谢谢！' },
  { from: 1, to: 0, amount: { value: '25.50', currency: 'EUR' }, note: 'Concert ticket 🎻' },
  { from: 0, to: 1, amount: { value: '40.00', currency: 'USD' }, note: null },
] as const
