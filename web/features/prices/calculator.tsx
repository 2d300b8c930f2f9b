import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  chargedOperations,
  methodsOf,
  type ChargedOperation,
  type ChargeMethod,
} from '../../../contract/charges.ts'
import { currencies, type Currency, type WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { formatMoney, isZero } from '../../lib/format.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { currencyOfReaders } from '../../lib/usual-currency.ts'
import { AmountInput } from '../../ui/amount-input.tsx'
import { CurrencySelect } from '../../ui/currency-select.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Select } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'

/** Families stand for their members in rules; a person chooses a member. */
const families: readonly ChargeMethod[] = ['card']

const offered = chargedOperations.filter(operation => operation !== 'exchange' && operation !== 'refund')

/** "What would it cost me?" answered by the server's own rules. */
export function Calculator() {
  const { t } = useTranslation()
  const [operation, setOperation] = useState<ChargedOperation>('transfer')
  const [method, setMethod] = useState<ChargeMethod>()
  const [currency, setCurrency] = useState<Currency>(currencyOfReaders[useLanguage()])
  const [text, setText] = useState('1000')
  const methods = methodsOf[operation].filter(each => !families.includes(each))
  const chosen = methods.find(each => each === method) ?? methods[0]
  const amount = readAmount(text, currency)
  return (
    <Card label={t('prices.calculator.title')}>
      <h2 className="text-lg font-semibold">{t('prices.calculator.title')}</h2>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Field label={t('prices.calculator.what')}>
          <Select
            value={operation}
            onChange={event => setOperation(offered.find(each => each === event.target.value) ?? 'transfer')}
          >
            {offered.map(each => (
              <option key={each} value={each}>
                {t(`prices.operation.${each}`)}
              </option>
            ))}
          </Select>
        </Field>
        {chosen ? (
          <Field label={t('prices.calculator.how')}>
            <Select
              value={chosen}
              onChange={event => setMethod(methods.find(each => each === event.target.value))}
            >
              {methods.map(each => (
                <option key={each} value={each}>
                  {t(`prices.method.${each}`)}
                </option>
              ))}
            </Select>
          </Field>
        ) : null}
      </div>
      <div className="mt-4">
        <AmountInput
          label={t('prices.calculator.amount')}
          value={text}
          onValue={setText}
          currency={currency}
          currencyControl={
            <CurrencySelect
              label={t('prices.calculator.currency')}
              value={currency}
              options={currencies.map(each => ({ currency: each }))}
              onChange={setCurrency}
            />
          }
        />
      </div>
      {typeof amount === 'string' ? null : <Result operation={operation} method={chosen} amount={amount} />}
    </Card>
  )
}

function Result({
  operation,
  method,
  amount,
}: {
  operation: ChargedOperation
  method: ChargeMethod | undefined
  amount: WireMoney
}) {
  const { t } = useTranslation()
  const language = useLanguage()
  const body = { operation, amount, ...(method ? { method } : {}) }
  const { data, error } = useQuery({
    queryKey: ['fee-preview', body],
    queryFn: () => api('previewFee', { body }),
    placeholderData: previous => previous,
  })
  if (error) return <ErrorState error={error} className="mt-4" />
  return (
    <p role="status" className="mt-4 min-h-7 text-lg">
      {data
        ? isZero(data.fee)
          ? t('prices.calculator.free')
          : t('prices.calculator.costs', { fee: formatMoney(data.fee, language) })
        : null}
    </p>
  )
}
