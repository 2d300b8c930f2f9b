/**
 * Two colleagues of an earlier shift, whose work lies on the desks: decided requests, and some that wait for whoever of
 * the demo staff looks at them. Nobody signs in as the two.
 */
export const earlierShift = {
  asks: {
    name: '周航',
    email: 'hang.zhou@staff.okpay.example',
    locale: 'zh-CN',
    roles: ['senior_agent', 'finance'],
  },
  decides: {
    name: 'Ines Moreau',
    email: 'ines.moreau@staff.okpay.example',
    locale: 'en',
    roles: ['supervisor'],
  },
} as const
