import { useMutation } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../../lib/api.ts'
import { codeOf } from '../../lib/problem.ts'
import { Button } from '../../ui/button.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Field, Input } from '../../ui/field.tsx'
import { Card } from '../../ui/layout.tsx'
import { canBeInvited, NotHereYet } from './not-here-yet.tsx'
import { usePersonProblem } from './person-problem.ts'
import type { ChosenRecipient } from './queries.ts'
import { RecipientCard } from './recipient-card.tsx'

type RecipientStepProps = {
  identifier: string
  onIdentifier: (text: string) => void
  onChosen: (recipient: ChosenRecipient) => void
  /** To somebody who is not here yet. */
  onInvite: (address: string) => void
}

/** Finds who is meant and shows them masked: a mistake is noticed before there is an amount to lose. */
export function RecipientStep({ identifier, onIdentifier, onChosen, onInvite }: RecipientStepProps) {
  const { t } = useTranslation()
  const [empty, setEmpty] = useState(false)
  const lookUp = useMutation({
    mutationFn: async (text: string): Promise<ChosenRecipient> => ({
      identifier: text,
      masked: await api('lookUpRecipient', { body: { recipient: text } }),
    }),
  })
  const found = lookUp.data?.identifier === identifier.trim() ? lookUp.data : undefined
  const refusal = usePersonProblem()(lookUp.error, 'recipient', identifier)
  const notHere = codeOf(lookUp.error) === 'recipient_not_found' && canBeInvited(identifier)

  function submit(event: SubmitEvent) {
    event.preventDefault()
    const text = identifier.trim()
    if (found) return onChosen(found)
    setEmpty(text.length < 3)
    if (text.length >= 3) lookUp.mutate(text)
  }

  return (
    <Card>
      <form noValidate onSubmit={submit} className="flex flex-col gap-5">
        <Field
          label={t('transfers.recipient')}
          hint={t('transfers.recipientHint')}
          error={empty ? t('transfers.recipientEmpty') : notHere ? undefined : refusal}
        >
          <Input
            name="recipient"
            value={identifier}
            onChange={event => {
              lookUp.reset()
              setEmpty(false)
              onIdentifier(event.target.value)
            }}
            maxLength={254}
            autoComplete="off"
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            dir="auto"
            enterKeyHint="search"
          />
        </Field>
        {lookUp.error && !refusal ? <ErrorState error={lookUp.error} /> : null}
        {found ? <RecipientCard recipient={found.masked} question /> : null}
        {notHere ? (
          <NotHereYet address={identifier.trim()} onInvite={() => onInvite(identifier.trim())} />
        ) : null}
        <Button type="submit" size="lg" block pending={lookUp.isPending}>
          {t(found ? 'transfers.recipientYes' : 'transfers.findRecipient')}
          {found ? <ArrowRight aria-hidden className="size-5 rtl:-scale-x-100" /> : null}
        </Button>
      </form>
    </Card>
  )
}
