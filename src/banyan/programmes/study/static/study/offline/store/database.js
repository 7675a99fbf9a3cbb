// The phone's own database: what a transaction wrote is on the disk when its promise is kept.

const NAME = "banyan";
const VERSION = 1;
/** kept: keys, state and settings by name; batches and waiting: the log in order; packs: manifests; files: by their names. */
const STORES = { kept: {}, batches: { autoIncrement: true }, waiting: { autoIncrement: true }, packs: {}, files: {} };

/** Open the database, made on first use. */
export function openDatabase() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => Object.keys(STORES).forEach((name) => request.result.createObjectStore(name, STORES[name]));
    request.onerror = () => reject(request.error);
    request.onsuccess = () => resolve(request.result);
  });
}

/** Read within one transaction; `ask` gets a function `get(store, key)` and `all(store)`, and returns promises of theirs. */
export function reading(database, ask) {
  const transaction = database.transaction(Object.keys(STORES), "readonly");
  return ask({
    get: (store, key) => answerOf(transaction.objectStore(store).get(key)),
    all: (store) => answerOf(transaction.objectStore(store).getAll()),
    keys: (store) => answerOf(transaction.objectStore(store).getAllKeys()),
  });
}

/**
 * Write within one transaction, all or nothing, if `kept` still says `version` under "version"; the next number is put there.
 * Say whether it was written: false when another page of this phone has written since.
 */
export function writing(database, version, write) {
  return new Promise((resolve, reject) => {
    const transaction = begun(database);
    let isCurrent = true;
    const asked = transaction.objectStore("kept").get("version");
    asked.onsuccess = () => {
      isCurrent = (asked.result || 0) === version;
      if (!isCurrent) return;
      transaction.objectStore("kept").put(version + 1, "version");
      write((name) => transaction.objectStore(name));
    };
    transaction.oncomplete = () => resolve(isCurrent);
    transaction.onabort = () => reject(transaction.error || new Error("the phone could not write"));
    transaction.onerror = () => null;
  });
}

function begun(database) {
  try {
    return database.transaction(Object.keys(STORES), "readwrite", { durability: "strict" });
  } catch (error) {
    return database.transaction(Object.keys(STORES), "readwrite");
  }
}

function answerOf(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
