// Forms that a passkey fills: <form data-passkey="get|create" data-passkey-options="/where/to/ask" hidden>. Without this file,
// or in a browser without passkeys, they stay hidden.

const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const decoded = (list) => (list ?? []).map((credential) => ({ ...credential, id: decode(credential.id) }));

// The server speaks base64url, the browser's interface speaks bytes.
const toBrowser = {
  get: (options) => ({ ...options, challenge: decode(options.challenge), allowCredentials: decoded(options.allowCredentials) }),
  create: (options) => ({
    ...options, challenge: decode(options.challenge), user: { ...options.user, id: decode(options.user.id) }, excludeCredentials: decoded(options.excludeCredentials),
  }),
};
const toServer = (credential) => {
  const { response } = credential;
  const answer = { clientDataJSON: encode(response.clientDataJSON) };
  for (const field of ["authenticatorData", "signature", "userHandle", "attestationObject"]) if (response[field]) answer[field] = encode(response[field]);
  if (response.getTransports) answer.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id, rawId: encode(credential.rawId), type: credential.type, response: answer,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined, clientExtensionResults: credential.getClientExtensionResults(),
  });
};

const ask = async (form) => {
  const answer = await fetch(form.dataset.passkeyOptions, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
  if (answer.status === 403 && form.dataset.passkeyProof) {
    location.assign(form.dataset.passkeyProof);
    return null;
  }
  if (!answer.ok) throw new Error(answer.status);
  return await answer.json();
};

const complain = (form, error) => {
  const place = form.querySelector("[data-passkey-trouble]");
  place.hidden = false;
  place.textContent = error.name === "InvalidStateError" ? "This device has a passkey for your account already."
    : error.name === "NotAllowedError" ? "The browser gave no passkey. Try again when you are ready."
    : error.name === "SecurityError" ? "This address cannot use passkeys. Open the product under its usual address, with https."
    : "The passkey could not be used. Try again, or take another way.";
};

let offering = null;
const stopOffering = () => { offering?.abort(); offering = null; };

const send = (form, credential) => {
  let field = form.querySelector("input[name=credential]");
  if (!field) {
    field = Object.assign(document.createElement("input"), { type: "hidden", name: "credential" });
    form.append(field);
  }
  field.value = toServer(credential);
  form.submit();
};

const run = async (form, button) => {
  const kind = form.dataset.passkey;
  form.querySelector("[data-passkey-trouble]").hidden = true;
  button.disabled = true;
  try {
    stopOffering();
    const options = await ask(form);
    if (!options) return;
    send(form, await navigator.credentials[kind]({ publicKey: toBrowser[kind](options) }));
  } catch (error) {
    complain(form, error);
    button.disabled = false;
  }
};

// The e-mail field offers passkeys by itself. The question goes stale, so it is asked anew every four minutes.
const offer = async (form) => {
  if (!await PublicKeyCredential.isConditionalMediationAvailable?.()) return;
  const round = new AbortController();
  offering = round;
  const again = setTimeout(() => { if (offering === round) { round.abort(); offer(form); } }, 240_000);
  try {
    const options = await ask(form);
    if (offering !== round || !options) return;
    const credential = await navigator.credentials.get({ publicKey: toBrowser.get(options), mediation: "conditional", signal: round.signal });
    if (credential) send(form, credential);
  } catch {
    // Only an offer: whoever types a password needs no word about it.
  } finally {
    if (offering !== round) clearTimeout(again);
  }
};

if (window.PublicKeyCredential && window.isSecureContext) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form, event.submitter ?? form.querySelector("button"));
    });
    if (form.dataset.passkeyOffer === "yes") offer(form);
  }
}
