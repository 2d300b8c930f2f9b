import { describe } from 'vitest'
import { demoPeople } from '../../simulators/people/demo-people.ts'
import { test, type DeviceName } from './browser.ts'
import { fact, heading, press, signInAnew } from './steps.ts'
import { patternOf, textsOf, type Language } from './texts.ts'

const settings = [
  { language: 'zh-CN', device: 'phone', person: demoPeople[0] },
  { language: 'en', device: 'desktop', person: demoPeople[1] },
] as const satisfies { language: Language; device: DeviceName; person: unknown }[]

describe.each(settings)('in $language on a $device', ({ language, device, person }) => {
  const texts = textsOf(language)
  const { t } = texts

  test('a price is asked and taken; one beyond the balance is declined with a way on', async ({
    newVisitor,
  }) => {
    const me = await newVisitor(device, { locale: language })
    const { page } = me
    const button = (name: string | RegExp) => page.getByRole('button', { name })
    const priceOf = async (amount: string) => {
      await page.getByRole('textbox', { name: t('exchange.from') }).fill(amount)
      await press(me, button(t('exchange.getPrice')))
      await heading(page, t('exchange.reviewTitle')).waitFor()
      // Loaded anew, it is where it was, with a new price.
      await page.reload()
      await heading(page, t('exchange.reviewTitle')).waitFor()
    }
    me.allowConsoleError(/status of 402 .*\/v1\/conversions\)$/)
    await me.visit('/sign-in')
    await signInAnew(me, texts, person)
    await heading(page, t('wallet.greeting', { name: person.name })).waitFor()

    await me.visit('/app/exchange')
    await heading(page, t('exchange.title')).waitFor()
    await me.checkAccessibility()
    await priceOf('12.50')
    await fact(page, t('exchange.rate')).waitFor()
    await me.screenshot('exchange-review')
    await me.checkAccessibility()
    await press(me, button(patternOf(t('exchange.confirm'))))
    await heading(page, t('exchange.doneTitle')).waitFor()
    await me.screenshot('exchange-done')

    await press(me, button(t('exchange.again')))
    await priceOf('90000')
    await press(me, button(patternOf(t('exchange.confirm'))))
    await heading(page, t('exchange.failedTitle')).waitFor()
    await page.getByText(t('exchange.failedText')).waitFor()
    await me.screenshot('exchange-declined')
    await me.checkAccessibility()
    await press(
      me,
      page
        .getByRole('main')
        .getByRole('link', { name: patternOf(t('exchange.topUp', { currency: '' }).trim()) }),
    )
    await heading(page, t('funding.title')).waitFor()
  })
})
