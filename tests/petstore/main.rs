use petstore::operations::{GetPet, ListPets, ListPetsHeaders, UploadPhoto};
use petstore::types::{NewPet, NewPetStatus};
use petstore::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::new(hire_runtime::ApiKey::new(std::env::var("API_KEY")?))?;

    // A list, of a request with optional parameters.
    let pets = client.list_pets(ListPets::new().limit(2).tags(vec!["small".to_owned(), "a&b".to_owned()])).await?;
    println!("{:?}", pets.iter().map(|pet| pet.name.as_str()).collect::<Vec<_>>());

    // The whole response.
    let response = client.send_full(&ListPets::new()).await?;
    let headers: ListPetsHeaders = response.headers_as()?;
    println!("{}: {} of {}", response.status.as_u16(), response.value.len(), headers.x_total);

    // A value that breaks the rules is none; one that does not is sent.
    let nameless = NewPet::builder().name("").build();
    println!("{}", nameless.unwrap_err());
    let tom = NewPet::builder().name("Tom").status(NewPetStatus::Available).build()?;
    let tom = client.create_pet(tom).await?;
    client.upload_photo(UploadPhoto::new(tom.id, vec![0xff, 0xd8, 0xff])).await?;
    client.delete_pet(tom.id).await?;

    println!("{}", look_up(&client, tom.id).await?);
    Ok(())
}

/// A failure that the description has is a value.
async fn look_up(client: &Client, id: i64) -> Result<String, Error> {
    match client.get_pet(GetPet::new(id)).await {
        Ok(pet) => Ok(pet.name),
        Err(error) => match error.failure() {
            Some(problem) => Ok(format!("{} ({error})", problem.title)),
            None => Err(error.into()),
        },
    }
}
