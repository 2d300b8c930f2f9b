import { html, type Html } from '../../shared/html.ts'
import type { MessageKey, Translate } from '../messages/messages.ts'

/** A button that sends JSON to the steering API when it is pressed. */
export type Action = { label: MessageKey; method: 'POST' | 'PUT'; path: string; body?: unknown }

export function button(t: Translate, action: Action): Html {
  return html`<button
    type="button"
    data-method="${action.method}"
    data-path="${action.path}"
    data-body="${JSON.stringify(action.body ?? {})}"
  >
    ${t(action.label)}
  </button>`
}

/** A table that scrolls sideways by itself on a phone. */
export function table(
  t: Translate,
  titleId: string,
  columns: readonly MessageKey[],
  rows: readonly Html[],
): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-labelledby="${titleId}">
    <table aria-labelledby="${titleId}">
      <thead>
        <tr>
          ${columns.map(column => html`<th scope="col">${t(column)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

export function section(id: string, title: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`
}
