/** Finds out who answered a call that was made by the API, and tells the account the way it asked to be told. */
import type { Call } from '../call.js';
import type { Callback } from '../callbacks/callback-outbox.js';
import type { Method } from '../callbacks/webhooks.js';
import type { Form } from '../rest/form.js';
import { invalid } from '../rest/twilio-problem.js';
import { GreetingListener, type AnsweredBy, type GreetingSettings } from './greeting-listener.js';

export interface MachineDetection {
  greeting: GreetingSettings;
  /** The document starts at once and the verdict follows by callback. */
  async: boolean;
  callback?: { url: string; method: Method };
}

/** The fields of a call or a participant; null when nobody asked. `callbackName` is `AsyncAmd` or `Amd`. */
export function machineDetection(form: Form, callbackName: 'AsyncAmd' | 'Amd'): MachineDetection | null {
  const mode = form.text('MachineDetection');
  // With digits to send the provider does not listen for machines.
  if (mode === undefined || mode === 'None' || form.text('SendDigits')) return null;
  if (mode !== 'Enable' && mode !== 'DetectMessageEnd')
    throw invalid(20001, "Parameter 'MachineDetection' is invalid");
  const url = form.url(`${callbackName}StatusCallback`);
  return {
    greeting: {
      mode,
      timeoutMs: bounded(form, 'MachineDetectionTimeout', 3, 59, 30) * 1000,
      speechThresholdMs: bounded(form, 'MachineDetectionSpeechThreshold', 1000, 6000, 2400),
      speechEndThresholdMs: bounded(form, 'MachineDetectionSpeechEndThreshold', 500, 5000, 1200),
      silenceTimeoutMs: bounded(form, 'MachineDetectionSilenceTimeout', 2000, 10_000, 5000),
    },
    async: callbackName === 'Amd' || form.flag('AsyncAmd') === true,
    callback: url ? { url, method: form.method(`${callbackName}StatusCallbackMethod`) } : undefined,
  };
}

/** Resolves with the verdict, which the call then carries; with null when the call ended first. */
export function listenForMachine(
  call: Call,
  detection: MachineDetection,
  report: (callback: Callback) => void,
): Promise<AnsweredBy | null> {
  const startedAt = Date.now();
  const listener = new GreetingListener(detection.greeting);
  return new Promise((resolve) => {
    const untap = call.line.leg.tap((fromParty) => {
      const verdict = listener.take(fromParty);
      if (!verdict) return;
      untap();
      unlisten();
      call.answeredBy = verdict;
      if (detection.async && detection.callback)
        report({
          ...detection.callback,
          parameters: verdictParameters(call, verdict, Date.now() - startedAt),
        });
      resolve(verdict);
    });
    const unlisten = call.onEnd(() => {
      untap();
      resolve(null);
    });
  });
}

function verdictParameters(call: Call, verdict: AnsweredBy, tookMs: number): Record<string, string> {
  return {
    AccountSid: call.details.accountSid,
    CallSid: call.sid,
    AnsweredBy: verdict,
    MachineDetectionDuration: String(tookMs),
  };
}

function bounded(form: Form, name: string, least: number, most: number, usual: number): number {
  const value = form.number(name);
  if (value === undefined) return usual;
  if (value < least || value > most)
    throw invalid(20001, `Parameter '${name}' must be between ${least} and ${most}`);
  return value;
}
