import { useMutation, useQuery } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BankProblem } from '../../../contract/bank-accounts/index.ts'
import { api } from '../../lib/api.ts'
import { useLanguage } from '../../lib/i18n.ts'
import { ApiProblem, fieldProblem } from '../../lib/problem.ts'
import { meQuery, queryClient } from '../../lib/queries.ts'
import {
  BankAccountFields,
  isComplete,
  typedAccount,
  type BankAccountDraft,
} from '../../ui/bank-account-fields.tsx'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { NameAnswer } from './name-answer.tsx'
import { usableAccounts, type BankAccount } from './queries.ts'

/** Where most readers of a language have their account; any other is in the list. */
const usualCountry = { 'zh-CN': 'CN', en: 'DE' } as const

/** A bank account: its numbers, in whose name it is, and what the bank says to that. */
export function AddBankAccount({ onAdded }: { onAdded: (account: BankAccount) => void }) {
  const { t } = useTranslation()
  const language = useLanguage()
  const { data: me } = useQuery(meQuery)
  const [draft, setDraft] = useState<BankAccountDraft>({ country: usualCountry[language], fields: {} })
  const [name, setName] = useState<string>()
  const [insist, setInsist] = useState(false)
  const holder = (name ?? me?.name ?? '').trim()
  const check = useMutation({
    mutationFn: (holderName: string) =>
      api('checkName', { body: { account: typedAccount(draft), holder_name: holderName } }),
  })
  const ofName = fieldProblem(check.error, 'holder_name')
  const add = useAddAccount(onAdded)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    setInsist(true)
    if (isComplete(draft) && holder.length > 1) check.mutate(holder)
  }

  if (check.data)
    return (
      <NameAnswer
        check={check.data}
        holder={holder}
        adding={add}
        onAdd={despite => add.mutate({ check: check.data, draft, holder, despite })}
        onUseName={bankName => {
          setName(bankName)
          add.reset()
          check.mutate(bankName)
        }}
        onChange={() => {
          check.reset()
          add.reset()
        }}
      />
    )
  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-sm text-muted">{t('withdrawals.addIntro')}</p>
        <BankAccountFields
          value={draft}
          onChange={setDraft}
          insist={insist}
          serverProblems={problemsIn(check.error)}
        />
        <Field
          label={t('withdrawals.holder')}
          hint={t('withdrawals.holderHint')}
          error={insist && holder.length < 2 ? t('withdrawals.holderMissing') : ofName}
        >
          <Input
            name="holder"
            value={name ?? me?.name ?? ''}
            onChange={event => setName(event.target.value)}
            maxLength={70}
            autoComplete="name"
            dir="auto"
          />
        </Field>
        {check.error && !ofName ? <ErrorState error={check.error} /> : null}
        <Button type="submit" size="lg" block pending={check.isPending}>
          {t('withdrawals.checkAccount')}
        </Button>
      </form>
    </Card>
  )
}

type Adding = {
  check: { id: string }
  draft: BankAccountDraft
  holder: string
  despite: boolean
}

function useAddAccount(onAdded: (account: BankAccount) => void) {
  return useMutation({
    mutationFn: ({ check, draft, holder, despite }: Adding) =>
      api('addBankAccount', {
        body: {
          kind: 'bank_account',
          account: typedAccount(draft),
          holder_name: holder,
          name_check: check.id,
          despite_name_check: despite,
        },
      }),
    async onSuccess(method) {
      await queryClient.invalidateQueries({ queryKey: ['payment_methods'] })
      const [account] = usableAccounts([method])
      if (account) onAdded(account)
    },
  })
}

/** The finer problems the server names beside the fields. */
function problemsIn(error: unknown): readonly BankProblem[] {
  const problems = error instanceof ApiProblem ? error.problem.details?.['problems'] : undefined
  return Array.isArray(problems) ? problems.filter(isProblem) : []
}

function isProblem(value: unknown): value is BankProblem {
  return typeof value === 'object' && value !== null && 'field' in value && 'code' in value
}
