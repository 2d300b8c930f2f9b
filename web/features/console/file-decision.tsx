import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { queryClient } from '../../lib/queries.ts'
import { staffApi } from '../../lib/staff-api.ts'
import { may, staffSessionQuery } from '../../lib/staff-session.ts'
import { Button } from '../../ui/button.tsx'
import { RadioCards } from '../../ui/choice.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Textarea } from '../../ui/field.tsx'
import { showToast } from '../../ui/toasts.ts'
import type { BankFile } from './finance-queries.ts'

type Way = BankFile['ways'][number]

/**
 * A file that was set aside is read once more or put away: chosen, explained, and only then done. The form, and the
 * button that belongs under it; undefined where there is nothing to decide or not by this person.
 */
export function useFileDecision(
  file: BankFile,
  onDone: () => void,
): { form: ReactNode; button: ReactNode } | undefined {
  const { t } = useTranslation()
  const { data: session } = useQuery(staffSessionQuery)
  const [way, setWay] = useState<Way>(file.ways[0] ?? 'release')
  const [text, setText] = useState('')
  const [asked, setAsked] = useState(false)
  const isShort = Array.from(text.trim()).length < 10
  const decide = useMutation({
    mutationFn: () =>
      staffApi('decideBankFile', {
        params: { file: file.number.toString() },
        body: { decision: way, explanation: text.trim() },
      }),
    async onSuccess() {
      await queryClient.invalidateQueries({ queryKey: ['staff', 'bank-files'] })
      showToast({ text: t(`console.finance.files.decided.${way}`) })
      onDone()
    },
  })
  if (file.ways.length === 0 || !may(session, 'finance.request')) return undefined
  const form = (
    <div className="mt-5 flex flex-col gap-4 border-t border-line pt-5">
      <RadioCards
        label={t('console.finance.files.decision')}
        value={way}
        options={file.ways.map(each => ({
          value: each,
          label: t(`console.finance.files.ways.${each}`),
          detail: t(`console.finance.files.waysText.${each}`),
        }))}
        onChange={setWay}
      />
      <Field
        label={t('console.finance.files.explanation')}
        hint={t('console.finance.breaks.explanationHint')}
        error={asked && isShort ? t('console.finance.breaks.short') : undefined}
      >
        <Textarea rows={3} maxLength={500} value={text} onChange={event => setText(event.target.value)} />
      </Field>
      {decide.error ? <ErrorState error={decide.error} /> : null}
    </div>
  )
  const button = (
    <Button
      variant={way === 'dismiss' ? 'danger' : 'primary'}
      pending={decide.isPending}
      onClick={() => {
        setAsked(true)
        if (!isShort) decide.mutate()
      }}
    >
      {t(`console.finance.files.ways.${way}`)}
    </Button>
  )
  return { form, button }
}
