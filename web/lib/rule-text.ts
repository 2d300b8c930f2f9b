import { useTranslation } from 'react-i18next'
import { isRegionGroup } from '../../contract/regions.ts'
import type { Answer } from './api.ts'
import { formatBasisPoints, formatDate, formatList } from './format.ts'
import { useLanguage } from './i18n.ts'

type FeeRule = Omit<Answer<'listFees'>['rules'][number], 'example'>

const isNothing = (amount: string): boolean => /^0*(?:\.0*)?$/.test(amount)

export function isFree({ fixed, basis_points: basisPoints, minimum, maximum }: FeeRule): boolean {
  if (maximum !== null && isNothing(maximum)) return true
  return isNothing(fixed) && basisPoints === 0 && (minimum === null || isNothing(minimum))
}

/** A rule in words: when it holds, and what it costs. */
export function useRuleText() {
  const { t } = useTranslation()
  const language = useLanguage()
  const region = (code: string): string =>
    isRegionGroup(code)
      ? t(`prices.region.${code}`)
      : (new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code)

  function conditions(rule: FeeRule): string[] {
    return [
      ...(rule.method === null ? [] : [t(`prices.method.${rule.method}`)]),
      ...(rule.payer_region === null ? [] : [t('prices.from', { region: region(rule.payer_region) })]),
      ...(rule.payee_region === null ? [] : [t('prices.to', { region: region(rule.payee_region) })]),
      ...(rule.currency === null ? [] : [t('prices.in', { currency: rule.currency })]),
      ...(rule.tier === null ? [] : [t(`prices.tier.${rule.tier}`)]),
      ...(rule.valid_from === null
        ? []
        : [t('prices.validFrom', { date: formatDate(rule.valid_from, language) })]),
      ...(rule.valid_to === null ? [] : [t('prices.validTo', { date: formatDate(rule.valid_to, language) })]),
    ]
  }

  function price(rule: FeeRule): string {
    if (isFree(rule)) return t('prices.free')
    const amount = (value: string): string => (rule.currency === null ? value : `${value} ${rule.currency}`)
    const parts = [
      ...(isNothing(rule.fixed) ? [] : [amount(rule.fixed)]),
      ...(rule.basis_points === 0 ? [] : [formatBasisPoints(rule.basis_points, language)]),
    ]
    const bounds = [
      ...(rule.minimum === null ? [] : [t('prices.atLeast', { amount: amount(rule.minimum) })]),
      ...(rule.maximum === null ? [] : [t('prices.atMost', { amount: amount(rule.maximum) })]),
    ]
    return [parts.join(' + ') || amount('0'), formatList(bounds, language)]
      .filter(Boolean)
      .join(t('prices.comma'))
  }

  return { conditions, price, region }
}
