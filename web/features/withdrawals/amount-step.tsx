import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WireMoney } from '../../../contract/money.ts'
import { readAmount } from '../../lib/amount-text.ts'
import { api } from '../../lib/api.ts'
import { isZero } from '../../lib/format.ts'
import { newKey } from '../../lib/order.ts'
import { fieldProblem } from '../../lib/problem.ts'
import { walletQuery } from '../../lib/queries.ts'
import { Alert } from '../../ui/alert.tsx'
import { AmountInput } from '../../ui/amount-input.tsx'
import { buttonClass } from '../../ui/button-class.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Card } from '../../ui/layout.tsx'
import { Amount } from '../../ui/money.tsx'
import { ObstacleNotice } from '../../ui/obstacle.tsx'
import { AccountCard } from './account-card.tsx'
import type { BankAccount, ReviewedWithdrawal } from './queries.ts'

type AmountStepProps = {
  account: BankAccount
  /** What has been typed, kept while one goes back and forth between the steps. */
  text: string
  onText: (text: string) => void
  onReview: (order: ReviewedWithdrawal) => void
}

export function AmountStep({ account, text, onText, onReview }: AmountStepProps) {
  const { t } = useTranslation()
  const { currency, holder_name, account: number } = account.details
  const { data: wallet } = useQuery(walletQuery)
  const available = wallet?.balances.find(balance => balance.currency === currency)?.available
  const [insist, setInsist] = useState(false)
  const preview = useMutation({
    mutationFn: (amount: WireMoney) =>
      api('previewWithdrawal', { body: { payment_method: account.id, amount } }),
    onSuccess(answer) {
      if (!answer.obstacle) onReview({ account, preview: answer, key: newKey() })
    },
  })

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    const amount = readAmount(text, currency)
    if (typeof amount !== 'string') preview.mutate(amount)
  }

  const ofAmount = fieldProblem(preview.error, 'amount')
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <AccountCard holder={holder_name} account={number} />
        {available && isZero(available) ? <NoMoney currency={currency} /> : null}
        <AmountInput
          label={t('withdrawals.amount')}
          value={text}
          currency={currency}
          onValue={value => {
            preview.reset()
            onText(value)
          }}
          insist={insist}
          error={ofAmount}
          hint={
            available ? (
              <>
                {t('withdrawals.available')} <Amount money={available} />
              </>
            ) : undefined
          }
        />
        {preview.data?.obstacle ? <ObstacleNotice obstacle={preview.data.obstacle} /> : null}
        {preview.error && !ofAmount ? <ErrorState error={preview.error} /> : null}
        <Button type="submit" size="lg" block pending={preview.isPending}>
          {t('ui.continue')}
        </Button>
      </form>
    </Card>
  )
}

/** An account is paid in its own currency only; what is in another one is exchanged first. */
function NoMoney({ currency }: { currency: string }) {
  const { t } = useTranslation()
  return (
    <Alert
      tone="warn"
      title={t('withdrawals.noMoneyTitle', { currency })}
      action={
        <Link to="/app/exchange" className={buttonClass({ variant: 'secondary', size: 'sm' })}>
          {t('exchange.title')}
        </Link>
      }
    >
      {t('withdrawals.noMoneyText', { currency })}
    </Alert>
  )
}
